import { newId } from '@app/common';
import { type OrganisationName, type PersonName } from './cast';
import { STANDINGS } from './standings';

/** The ids of the world's objects by name, new for each world. */
export class Ids {
  private readonly byName = new Map<string, string>();
  private readonly byId = new Map<string, string>();

  constructor() {
    for (const name of STANDINGS.keys()) this.of(name);
  }

  /** The id of an object, made when it is asked for the first time: parts such as units have no standing. */
  of(name: string): string {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const id = newId();
    this.byName.set(name, id);
    this.byId.set(id, name);
    return id;
  }

  organisation(name: OrganisationName): string {
    return this.of(`organisation:${name}`);
  }

  person(name: PersonName): string {
    return this.of(`member:${name}`);
  }

  /** What the object of an id is called; the id itself for one that is not of the world. */
  nameOf(id: string): string {
    return this.byId.get(id) ?? id;
  }
}
