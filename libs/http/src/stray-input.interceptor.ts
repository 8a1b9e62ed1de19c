import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { Observable } from 'rxjs';
import { fieldError, InvalidRequest } from './http.errors';
import type { HttpRequest } from './request';
import { takesAnyParameters, takesFile } from './taken-input';
import { UNKNOWN_PROPERTY } from './validation';

/**
 * Refuses what an operation does not take at all: a form, properties of a body, parameters of an address. What it takes
 * is checked by {@link RequestValidationPipe}; without this the rest would be ignored, and a caller none the wiser.
 */
@Injectable()
export class RefuseStrayInput implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const handler = context.getHandler();
    const isForm = /^\s*multipart\//i.test(request.headers['content-type'] ?? '');
    if (isForm && !takesFile(handler)) throw new UnsupportedMediaTypeException();
    const taken = inputsOf(context);
    const takesQuery = taken.has(RouteParamtypes.QUERY) || takesAnyParameters(handler);
    if (!takesQuery) refuseProperties(request.query);
    // Where a file is taken, whatever comes in its place is told so.
    const takesBody = taken.has(RouteParamtypes.BODY) || takesFile(handler);
    if (!takesBody) refuseProperties(request.body);
    return next.handle();
  }
}

/** Kinds of parameters that the handler of an operation declares. */
function inputsOf(context: ExecutionContext): ReadonlySet<RouteParamtypes> {
  const declared = (Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  ) ?? {}) as object;
  // Keys are `<kind>:<position>`; decorators of our own have random ones, which may begin with a digit.
  const kinds = Object.keys(declared).map((key) => /^(\d+):\d+$/.exec(key)?.[1]);
  return new Set(kinds.filter((kind) => kind !== undefined).map(Number));
}

function refuseProperties(input: unknown): void {
  if (typeof input !== 'object' || input === null) return;
  const errors = Object.keys(input).map((name) =>
    fieldError(`/${name}`, 'unknown-property', undefined, UNKNOWN_PROPERTY),
  );
  if (errors.length > 0) throw new InvalidRequest(errors);
}
