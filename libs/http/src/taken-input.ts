import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';

const FILE = 'takes-file';
const ANY_PARAMETERS = 'takes-any-parameters';

/** Marks an operation that takes a file in a form; no other operation takes forms, which any site may send. */
export const TakesFile = (): MethodDecorator =>
  applyDecorators(SetMetadata(FILE, true), ApiConsumes('multipart/form-data'));

/** Marks an operation whose address somebody else writes, with parameters of their own. */
export const TakesAnyParameters = (): MethodDecorator => SetMetadata(ANY_PARAMETERS, true);

const isMarked = (mark: string, handler: object): boolean =>
  Reflect.getMetadata(mark, handler) === true;

/** Whether the handler of an operation is marked by {@link TakesFile}. */
export const takesFile = (handler: object): boolean => isMarked(FILE, handler);

/** Whether the handler of an operation is marked by {@link TakesAnyParameters}. */
export const takesAnyParameters = (handler: object): boolean => isMarked(ANY_PARAMETERS, handler);
