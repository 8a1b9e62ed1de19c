import { createHash } from 'node:crypto';

const MARK = '/* prepared */ ';

/**
 * A statement that every connection prepares once and runs by its name: for what every request or booking runs, where
 * to read and plan the text takes longer than to do it. Its text must be one of few, and its best plan not hang on the
 * values.
 */
export const prepared = (text: string): string => MARK + text;

const names = new Map<string, string>();

/** Name of a statement that is to be prepared; undefined for any other. */
export function preparedName(statement: unknown): string | undefined {
  if (typeof statement !== 'string' || !statement.startsWith(MARK)) return undefined;
  let name = names.get(statement);
  if (name === undefined) {
    name = createHash('sha256').update(statement).digest('base64url');
    names.set(statement, name);
  }
  return name;
}
