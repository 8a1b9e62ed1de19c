import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type LogFn, type Logger, type LoggerOptions, pino } from 'pino';
import { messageWithoutValues } from '@app/database';
import { loggedError } from './logged-error';

/**
 * Structured logs of one process: one JSON object a line, no header, no query, no body, and of an error nothing that it
 * repeats of them, so no personal data.
 *
 * @param destination where lines go, the standard output unless told
 */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: {
      // pino, and whoever writes an error, also gives its message as it is.
      logMethod(args, method) {
        method.apply(this, withoutRawMessage(args));
      },
    },
    serializers: {
      err: loggedError,
      req: (request: { id: string; method: string; routeOptions?: { url?: string } }) => ({
        id: request.id,
        method: request.method,
        route: request.routeOptions?.url,
      }),
      res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

type LogArguments = Parameters<LogFn>;

function withoutRawMessage(args: LogArguments): LogArguments {
  const [first, message] = args as unknown as [unknown, unknown];
  const error: unknown = first instanceof Error ? first : (first as { err?: unknown } | null)?.err;
  if (!(error instanceof Error) || (message !== undefined && message !== error.message))
    return args;
  const fields = first instanceof Error ? { err: first } : first;
  return [fields, messageWithoutValues(error)] as unknown as LogArguments;
}

const WIRING = new Set<unknown>(['InstanceLoader', 'RouterExplorer', 'RoutesResolver']);

/** Lets Nest write through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    // Nest names every module and route as it starts: of use to whoever debugs, noise to whoever operates.
    this.write(rest.some((part) => WIRING.has(part)) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  private write(
    level: 'info' | 'warn' | 'error' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.findLast((part): part is string => typeof part === 'string');
    if (message instanceof Error) this.logger[level]({ err: message, context });
    else if (typeof message === 'object' && message !== null)
      this.logger[level]({ ...message, context });
    else this.logger[level]({ context }, String(message));
  }
}
