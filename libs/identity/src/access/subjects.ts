import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ObjectType } from './access-row';
import type { Subject } from './relations';

/**
 * Finds out whose an object is. Each lib tells for its own types, as one SQL statement with the id as $1 and any of
 * these columns: `user_id`, `organisation_ids`, `counterparty_ids`, `region_codes`, `supervisor_ids`, `published`, `personal`.
 */
@Injectable()
export class Subjects {
  private readonly statements = new Map<ObjectType, string>();

  constructor(private readonly db: DataSource) {}

  define(type: ObjectType, statement: string): void {
    if (this.statements.has(type)) throw new Error(`whose a ${type} is has been told twice`);
    this.statements.set(type, statement);
  }

  /** Types without a finder among those given; empty when the application is complete. */
  missing(types: readonly ObjectType[]): ObjectType[] {
    return types.filter((type) => !this.statements.has(type));
  }

  /** Whose the object is; undefined when there is none of that id. */
  async find(type: ObjectType, id: string): Promise<Subject | undefined> {
    const statement = this.statements.get(type);
    if (statement === undefined) throw new Error(`nobody has told whose a ${type} is`);
    const [row]: SubjectRow[] = await this.db.query(statement, [id]);
    if (!row) return undefined;
    return {
      userId: row.user_id ?? null,
      organisationIds: known(row.organisation_ids),
      counterpartyIds: known(row.counterparty_ids),
      regionCodes: known(row.region_codes),
      supervisorIds: known(row.supervisor_ids),
      published: row.published ?? false,
      personal: row.personal ?? false,
    };
  }
}

interface SubjectRow {
  user_id?: string | null;
  organisation_ids?: (string | null)[];
  counterparty_ids?: (string | null)[];
  region_codes?: (string | null)[];
  supervisor_ids?: (string | null)[];
  published?: boolean;
  personal?: boolean;
}

const known = (values: (string | null)[] | undefined): string[] =>
  (values ?? []).filter((value) => value !== null);
