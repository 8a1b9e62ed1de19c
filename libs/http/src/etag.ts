import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { fieldError, InvalidRequest, VersionConflict } from './http.errors';
import type { HttpReply } from './request';

/** The strong entity tag of a version number. */
export const etagOf = (version: number): string => `"${version}"`;

/** @throws VersionConflict (412) when If-Match was sent and names another version */
export function requireVersion(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch === '*') return;
  if (!ifMatch.split(',').some((tag) => tag.trim() === etagOf(version)))
    throw new VersionConflict(etagOf(version));
}

/** As {@link requireVersion}, for PATCH, where a change without a known starting point is refused (400). */
export function requireSentVersion(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined) {
    throw new InvalidRequest([
      fieldError('/If-Match', 'if-match', undefined, {
        zh: '为必填的请求头，请填写读取时得到的 ETag',
        en: 'is required: send the ETag you read',
      }),
    ]);
  }
  requireVersion(ifMatch, version);
}

/** Sends the ETag of every single object that carries a `version`. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<HttpReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        const version = (body as { version?: unknown } | null | undefined)?.version;
        if (typeof version === 'number') void reply.header('etag', etagOf(version));
        return body;
      }),
    );
  }
}
