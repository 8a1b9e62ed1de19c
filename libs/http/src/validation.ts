import {
  type ArgumentMetadata,
  Injectable,
  Param,
  ParseUUIDPipe,
  type PipeTransform,
} from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { isUUID, type ValidationError, validate } from 'class-validator';
import { type FieldError, isText, type Text } from '@app/common';
import { fieldError, InvalidRequest } from './http.errors';

/** Said of whatever is sent but not taken. */
export const UNKNOWN_PROPERTY: Text = {
  zh: '不是可用的字段，请删除',
  en: 'is not a known property; leave it out',
};
const NOT_VALID: Text = { zh: '格式不正确', en: 'is not valid' };
const PRIMITIVES: readonly unknown[] = [String, Number, Boolean, Array, Object];

/** Turns a body or query into its class, or says everything that is wrong with it: 400 with one entry per field. */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  async transform(value: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    if (!metatype || PRIMITIVES.includes(metatype) || (type !== 'body' && type !== 'query'))
      return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      if (type === 'body' && value === undefined) return this.transform({}, { metatype, type });
      throw new InvalidRequest([
        fieldError('', 'object', value ?? undefined, {
          zh: '须为 JSON 对象',
          en: 'must be a JSON object',
        }),
      ]);
    }
    refusePassedOver(value, '');
    const typed = plainToInstance(metatype as new () => object, value);
    const faults = await validate(typed, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
    });
    if (faults.length > 0) throw new InvalidRequest(faults.flatMap((fault) => flatten(fault, '')));
    return typed;
  }
}

/** What every object has anyway class-transformer passes over in silence, which would make it accepted. */
function refusePassedOver(value: unknown, parent: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const pointer = `${parent}/${key}`;
    if (key in Object.prototype)
      throw new InvalidRequest([
        fieldError(pointer, 'unknown-property', undefined, UNKNOWN_PROPERTY),
      ]);
    refusePassedOver(inner, pointer);
  }
}

function flatten(fault: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${fault.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.keys(fault.constraints ?? {});
  // A missing or mistyped value breaks every rule of its field: the first one declared says it all.
  const first = own.includes('whitelistValidation') ? 'whitelistValidation' : own[0];
  const mine =
    first === undefined
      ? []
      : [fieldError(pointer, codeOf(fault, first), shownOf(fault, first), textOf(fault, first))];
  return [...mine, ...(fault.children ?? []).flatMap((child) => flatten(child, pointer))];
}

/** What the rule of a field says of itself: its sentence, and whether the field holds a secret. */
function contextOf(fault: ValidationError, constraint: string): { said: unknown; secret: boolean } {
  const context: unknown = fault.contexts?.[constraint];
  const { said, secret } = (context ?? {}) as { said?: unknown; secret?: unknown };
  return secret === true ? { said, secret } : { said: context, secret: false };
}

const shownOf = (fault: ValidationError, constraint: string): unknown =>
  contextOf(fault, constraint).secret ? undefined : fault.value;

function textOf(fault: ValidationError, constraint: string): Text {
  if (constraint === 'whitelistValidation') return UNKNOWN_PROPERTY;
  if (fault.value === undefined) return { zh: '为必填项', en: 'is required' };
  const { said } = contextOf(fault, constraint);
  return isText(said) ? said : NOT_VALID;
}

/** Stable, kebab-case: `required`, `unknown-property`, or the name of the broken rule. */
function codeOf(fault: ValidationError, constraint: string): string {
  if (constraint === 'whitelistValidation') return 'unknown-property';
  if (fault.value === undefined) return 'required';
  return constraint
    .replace(/^is(?=[A-Z])/, '')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
}

/** True for the text of a UUID, as every id is one. */
export const isId = (value: unknown): value is string => typeof value === 'string' && isUUID(value);

/** @throws InvalidRequest naming the part of the path that is no id (400) */
export function refuseId(name: string): never {
  throw new InvalidRequest([
    fieldError(`/${name}`, 'uuid', undefined, {
      zh: '须为 UUID，请检查链接',
      en: 'must be a UUID; check the address',
    }),
  ]);
}

/** The `{id}` (or another named part) of the path, which must be a UUID and is documented as one. */
export const IdParam =
  (name = 'id'): ParameterDecorator =>
  (controller, method, index) => {
    if (method === undefined) throw new Error('an id of a path belongs to a method');
    Param(name, new ParseUUIDPipe({ exceptionFactory: () => refuseId(name) }))(
      controller,
      method,
      index,
    );
    const handler = Object.getOwnPropertyDescriptor(controller, method);
    if (handler) ApiParam({ name, format: 'uuid' })(controller, method, handler);
  };
