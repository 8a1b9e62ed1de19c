import type { EntityManager } from 'typeorm';
import { prepared } from './prepared';

/** A piece of a statement: text of ours, with values and further pieces in its gaps. Nothing else can become text. */
export class Sql {
  constructor(
    readonly texts: readonly string[],
    readonly gaps: readonly unknown[],
  ) {}

  /** The text, with numbered parameters for the values, which are added to those there are. */
  written(values: unknown[]): string {
    return this.texts.reduce((text, next, at) => {
      const gap = this.gaps[at - 1];
      return text + (gap instanceof Sql ? gap.written(values) : `$${values.push(gap)}`) + next;
    });
  }
}

/** A piece of a statement from a template: another piece is put in as it is, whatever else as a parameter. */
export const sql = (texts: TemplateStringsArray, ...gaps: unknown[]): Sql => new Sql(texts, gaps);

/** Text of a constant in code; never of what somebody sent. */
export const constant = (text: string): Sql => new Sql([text], []);

/** The pieces with text of ours in between; `nothing` where there are none. */
function joined(pieces: readonly Sql[], between: string, nothing: Sql): Sql {
  if (pieces.length === 0) return nothing;
  const texts = pieces.map((_, at) => (at === 0 ? '(' : between));
  return new Sql([...texts, ')'], pieces);
}

/** True when every condition is; of none, always. */
export const allOf = (conditions: readonly Sql[]): Sql => joined(conditions, ' AND ', sql`true`);

/** True when some condition is; of none, never. */
export const anyOf = (conditions: readonly Sql[]): Sql => joined(conditions, ' OR ', sql`false`);

/** The question of a text search that any of some answers. @throws for none of them */
export const someOf = (questions: readonly Sql[]): Sql => combined(questions, ' || ');

/** The question of a text search that only all of some answer. @throws for none of them */
export const everyOf = (questions: readonly Sql[]): Sql => combined(questions, ' && ');

function combined(questions: readonly Sql[], by: string): Sql {
  if (questions.length === 0) throw new Error('there is no question to combine');
  return joined(questions, by, sql``);
}

/** The same for one that every booking runs: its pieces are always the same ones. */
export function runPrepared<Row>(tx: EntityManager, statement: Sql): Promise<Row[]> {
  const values: unknown[] = [];
  return tx.query<Row[]>(prepared(statement.written(values)), values);
}

/** Runs a statement made of pieces. */
export function run<Row>(tx: EntityManager, statement: Sql): Promise<Row[]> {
  const values: unknown[] = [];
  return tx.query<Row[]>(statement.written(values), values);
}
