import { QueryFailedError } from 'typeorm';
import { type FieldError, FieldsRefused } from '@app/common';
import { loggedError } from './logged-error';
import { createLogger } from './logging';

const CANARY = 'canary-4711';

const logged = (error: unknown): string => {
  const lines: string[] = [];
  const logger = createLogger('test', 'info', { write: (line) => void lines.push(line) });
  logger.error({ err: error });
  logger.error(error);
  logger.error({ err: error }, (error as Error).message);
  return lines.join('');
};
const driverError = (code: string, message: string) =>
  Object.assign(new Error(message), {
    code,
    constraint: 'app_user_login_taken',
    detail: `Key (login)=(${CANARY}) already exists.`,
  });

describe('#60 the log of an error', () => {
  it('tells kind, code, constraint and place of a failed statement, and none of its values', () => {
    const cause = driverError('23505', 'duplicate key value violates unique constraint');
    const error = new QueryFailedError('INSERT …', [CANARY], cause);
    expect(loggedError(error)).toMatchObject({
      type: 'QueryFailedError',
      message: 'duplicate key value violates unique constraint',
      code: '23505',
      constraint: 'app_user_login_taken',
      stack: expect.stringContaining('    at '),
    });
    expect(logged(error)).not.toContain(CANARY);
  });

  it.each([
    ['a value PostgreSQL cannot read', driverError('22P02', `invalid input syntax: "${CANARY}"`)],
    ['a text that is no JSON', jsonError()],
    ['the recipient of a mail', new Error(`550 <${CANARY}@example.cn>: no such user`)],
    ['what a refusal names', new FieldsRefused([fieldOf(CANARY)])],
    ['a property', Object.assign(new Error('no'), { rejected: [CANARY] })],
    ['a cause', new Error('outer', { cause: driverError('22007', `bad date "${CANARY}"`) })],
  ])('does not repeat %s', (_what, error) => {
    const line = logged(error);
    expect(line).not.toContain(CANARY);
    expect(line).toContain('"stack":"    at ');
  });

  it('keeps what is said of an error that is none', () => {
    expect(loggedError('gone')).toEqual({ type: 'string', message: 'gone' });
  });
});

function fieldOf(value: string): FieldError {
  return { pointer: '/login', code: 'taken', message: { zh: value, en: `${value} is taken` } };
}

function jsonError(): unknown {
  try {
    return JSON.parse(CANARY);
  } catch (error) {
    return error;
  }
}
