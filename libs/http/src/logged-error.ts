import { constraintOf, messageWithoutValues, sqlStateOf } from '@app/database';

/** What a log keeps of an error. */
export interface LoggedError {
  type: string;
  message: string;
  /** SQLSTATE, or the code of whatever else failed. */
  code?: string;
  constraint?: string;
  stack?: string;
  cause?: LoggedError;
}

/**
 * An error for the log: what kind, where and why. Not its own properties: a failed statement carries its parameters, a
 * refused mail its recipients.
 */
export function loggedError(error: unknown): LoggedError {
  const message = messageWithoutValues(error);
  if (!(error instanceof Error)) return { type: typeof error, message };
  const [code, constraint] = [sqlStateOf(error), constraintOf(error)];
  // The first lines repeat the message as it was.
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message,
    ...(typeof code === 'string' && { code }),
    ...(constraint !== undefined && { constraint }),
    ...(stack && { stack: stack.join('\n') }),
    ...(error.cause !== undefined && { cause: loggedError(error.cause) }),
  };
}
