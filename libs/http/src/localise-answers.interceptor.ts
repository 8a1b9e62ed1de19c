import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { localise } from '@app/common';
import { type HttpRequest, languageOf } from './request';

/** Puts the sentences of an answer into the reader's language, as the problem filter does for refusals. */
@Injectable()
export class LocaliseAnswers implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const language = languageOf(context.switchToHttp().getRequest<HttpRequest>());
    return next.handle().pipe(map((answer: unknown) => localise(answer, language)));
  }
}
