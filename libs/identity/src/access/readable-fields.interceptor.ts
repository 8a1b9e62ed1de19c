import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { READABLE_FIELDS } from './access-policy';
import type { AccessRequest } from './access.guard';
import { verdictOf } from './access-row';

/** Empties those properties of a single object's answer that the access policy keeps from this reader. */
@Injectable()
export class ReadableFields implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { access, signedIn } = context.switchToHttp().getRequest<AccessRequest>();
    const object = access?.row.object;
    const fields = object && READABLE_FIELDS[object];
    if (!fields || !signedIn) return next.handle();
    const hidden = Object.entries(fields)
      .filter(
        ([, who]) => verdictOf({ object, who }, signedIn.actor.roles, access.relations) !== 'allow',
      )
      .map(([name]) => name);
    return next.handle().pipe(map((answer: unknown) => withoutFields(answer, hidden)));
  }
}

function withoutFields(answer: unknown, hidden: readonly string[]): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const present = hidden.filter((name) => name in answer);
  if (present.length === 0) return answer;
  return { ...answer, ...Object.fromEntries(present.map((name) => [name, null])) };
}
