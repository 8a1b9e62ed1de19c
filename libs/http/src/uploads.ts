import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';

const TAKES_FILE = 'takes-file';

/** Marks an operation that takes a file in a form; no other operation takes forms, which any site may send. */
export const TakesFile = (): MethodDecorator =>
  applyDecorators(SetMetadata(TAKES_FILE, true), ApiConsumes('multipart/form-data'));

/** Whether the handler of an operation is marked by {@link TakesFile}. */
export const takesFile = (handler: object): boolean =>
  Reflect.getMetadata(TAKES_FILE, handler) === true;
