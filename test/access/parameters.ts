import { newId } from '@app/common';
import type { Operation } from './operations';
import type { Caller } from './world/callers';
import type { World } from './world/world';

/** Ids in an address beside `{id}`: of something that belongs to the object of the world that `{id}` names. */
const IDS: Readonly<
  Record<
    string,
    (world: World, object: string, asked: { caller: Caller; operation: string }) => string
  >
> = {
  /** Somebody of the organisation who is not the caller: nobody is to remove themselves. */
  userId: (world, object, { caller }) => {
    const seat = caller.person?.endsWith('.second') ? 'first' : 'second';
    return world.ids.of(`member:${object.replace('organisation:', '')}.${seat}`);
  },
  /** The one member that every group has. */
  memberId: (world, object) => world.ids.of(`group-member:${object.replace('user-group:', '')}`),
  /** The one file that lies with every order. */
  attachmentId: (world, object) => world.ids.of(object.replace('order:', 'order-attachment:')),
  /** The one message that every address was sent. */
  deliveryId: (world, object) => world.ids.of(`webhook-delivery:${object.replace('webhook:', '')}`),
  /** The picture or the evidence that every instrument of a holder has. */
  fileId: (world, object, { operation }) => {
    const holder = /^instrument:(\w+)/.exec(object)?.[1] ?? '';
    const use = operation.startsWith('instrumentEvidence') ? 'evidence' : 'photo';
    return world.ids.of(`file:${holder}.${use}`);
  },
};

/** Every name in an address is that of a way to sign in; there is one. */
const PROVIDER = 'ticket';

/** The one row that every import of the world has. */
const ROW_NUMBER = '2';

/** A year whose holidays are known. */
const YEAR = '2026';

/**
 * The address of an operation with every part filled in.
 *
 * `object` is the name of what `objectId` is the id of.
 *
 * @throws for an id that nobody has thought of yet
 */
export function addressOf(
  world: World,
  { id: operation, path, parameters }: Operation,
  { objectId, object, caller }: { objectId: string | undefined; object: string; caller: Caller },
): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'id' && objectId !== undefined) return objectId;
    if (name === 'rowNumber') return ROW_NUMBER;
    if (name === 'year') return YEAR;
    const declared = parameters.find((one) => one.in === 'path' && one.name === name);
    if (declared?.schema?.format !== 'uuid') return PROVIDER;
    const value = IDS[name];
    if (!value) {
      throw new Error(`${operation}: no value for {${name}}; add one to test/access/parameters.ts`);
    }
    return world.isObject(object) ? value(world, object, { caller, operation }) : newId();
  });
}
