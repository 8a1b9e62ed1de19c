import { createHash } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  applyDecorators,
  SetMetadata,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { map, type Observable } from 'rxjs';
import type { IdempotentCall } from '@app/database';
import { fieldError, InvalidRequest } from './http.errors';
import type { HttpReply, HttpRequest } from './request';

const HEADER = 'idempotency-key';
const REQUIRED = 'idempotency-required';
type RequestWithCall = HttpRequest & { idempotentCall?: IdempotentCall };

/** Marks an operation that books time or moves money: it refuses to run without an Idempotency-Key. */
export const RequiresIdempotencyKey = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(REQUIRED, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    }),
  );

/** The idempotent call of this request, or undefined when no key was sent and none is required. */
export function idempotentCallOf(context: ExecutionContext): IdempotentCall | undefined {
  const request = context.switchToHttp().getRequest<RequestWithCall>();
  const key = keyOf(request);
  if (key === undefined) {
    if (Reflect.getMetadata(REQUIRED, context.getHandler()) !== true) return undefined;
    throw keyProblem('is required', '为必填的请求头，请为每个新请求生成一个（例如 UUID）');
  }
  if (!request.caller) return undefined;
  const operation = `${context.getClass().name}.${context.getHandler().name}`;
  request.idempotentCall = {
    callerId: request.caller.userId,
    key,
    operation,
    requestHash: createHash('sha256')
      .update(`${operation}\n${request.url}\n${canonical(request.body)}`)
      .digest(),
    replayed: false,
  };
  return request.idempotentCall;
}

function keyOf(request: HttpRequest): string | undefined {
  const value = request.headers[HEADER];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(value)) {
    throw keyProblem('must be 1 to 200 visible ASCII characters', '须为 1–200 个可见的 ASCII 字符');
  }
  return value;
}

const keyProblem = (en: string, zh: string): InvalidRequest =>
  new InvalidRequest([fieldError('/Idempotency-Key', 'idempotency-key', undefined, { zh, en })]);

/** JSON with sorted keys, so that two writings of one body are one request. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/** Says in a header when an answer is the stored one of an earlier request. */
@Injectable()
export class ReplayInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((body: unknown) => {
        const { idempotentCall } = http.getRequest<RequestWithCall>();
        if (idempotentCall?.replayed)
          void http.getResponse<HttpReply>().header('idempotency-replayed', 'true');
        return body;
      }),
    );
  }
}
