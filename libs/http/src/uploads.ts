import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import type { HttpRequest } from './request';

const TAKES_FILE = 'takes-file';

/** Marks an operation that takes a file in a form; no other operation takes forms, which any site may send. */
export const TakesFile = (): MethodDecorator =>
  applyDecorators(SetMetadata(TAKES_FILE, true), ApiConsumes('multipart/form-data'));

/** Refuses forms where no file is taken: their body would count as absent instead of as wrong. */
@Injectable()
export class RefuseForms implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
    const isForm = /^\s*multipart\//i.test(headers['content-type'] ?? '');
    if (isForm && Reflect.getMetadata(TAKES_FILE, context.getHandler()) !== true)
      throw new UnsupportedMediaTypeException();
    return next.handle();
  }
}
