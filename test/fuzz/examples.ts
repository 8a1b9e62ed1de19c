import fc from 'fast-check';
import { DateTime } from 'luxon';
import { type ObjectType, OBJECT_TYPES } from '@app/identity';
import type { World } from '../access/world/world';
import type { Schema } from './api-document';

const ZONE = 'Asia/Shanghai';

/** What properties of these names mean, where the schema alone does not tell. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  regionCode: ['330402', '330481', '310115', '330400'],
  categoryCode: ['010101', '010000', '030503'],
  creditCode: ['91330402MA2CWTEST7', '12330400470000000X', '91330402MA2I000000'],
  contactPhone: ['0573-83640000'],
  phone: ['13800000000'],
  from: ['08:00', '00:00'],
  to: ['18:00', '24:00'],
  code: ['123456'],
  next: ['correct horse Battery 9 staple'],
  password: ['correct horse Battery 9 staple'],
  number: ['26332000000000000001'],
  cursor: ['WyIwMWEyIl0', 'W10'],
  action: ['reservation', 'session.'],
};

/** Objects that ids in properties of these names are of, where the name is not that of the type. */
const TYPES: Readonly<Record<string, ObjectType>> = {
  holderId: 'organisation',
  supervisorId: 'organisation',
  agentId: 'organisation',
  actorId: 'member',
  userId: 'member',
  programmeId: 'voucher-programme',
  runId: 'sync-run',
};

/**
 * Values that the API takes: ids of a world's objects, times to come, words of lists. A request made of them with one
 * thing wrong is wrong for that thing, and one with nothing wrong gets as far as the rules.
 */
export class Examples {
  constructor(private readonly world: World) {}

  /** @param name of the property or parameter */
  of(schema: Schema, name = ''): fc.Arbitrary<unknown> {
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.format === 'uuid') return fc.constantFrom(...this.idsFor(name));
    switch (schema.type) {
      case 'array':
        return this.list(schema, name);
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return wholeNumber(schema);
      case 'number':
        return fc.constantFrom(0.5, 1, 0);
      case 'string':
        return textOf(schema, name);
      default:
        return this.object(schema);
    }
  }

  /** Ids of objects that a name may mean; all of the world's when it does not tell. */
  private idsFor(name: string): string[] {
    const words = name
      .replace(/Ids?$/, '')
      .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const type =
      TYPES[name] ?? OBJECT_TYPES.find((one) => words === one || words.endsWith(`-${one}`));
    const types = type ? [type] : OBJECT_TYPES;
    return types
      .flatMap((one) => this.world.objectsOf(one))
      .map((object) => this.world.ids.of(object));
  }

  private list(
    { items = {}, minItems = 0, maxItems = 3 }: Schema,
    name: string,
  ): fc.Arbitrary<unknown> {
    const maxLength = Math.max(minItems, Math.min(maxItems, 3));
    // Names of lists of ids and words tell what one is.
    return fc.uniqueArray(this.of(items, name), {
      minLength: minItems,
      maxLength,
      selector: JSON.stringify as never,
    });
  }

  private object({
    properties = {},
    required = [],
  }: Schema): fc.Arbitrary<Record<string, unknown>> {
    const parts = Object.entries(properties).map(
      ([name, schema]) => [name, this.of(schema, name)] as const,
    );
    return fc.record(Object.fromEntries(parts), { requiredKeys: [...required] });
  }
}

const wholeNumber = ({ minimum = 0, maximum = 1_000_000 }: Schema): fc.Arbitrary<number> =>
  fc.integer({ min: minimum, max: Math.min(maximum, minimum + 1_000) });

/** On the hour, as policies of booking like it, from tomorrow to a year ahead; ends come after starts. */
const hour = (name: string): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(1, 2, 20, 21, 300), fc.integer({ min: 0, max: 2 })).map(
    ([days, more]) =>
      DateTime.now()
        .setZone(ZONE)
        .startOf('day')
        .plus({ days, hours: (/^end|^to$/i.test(name) ? 12 : 9) + more })
        .toISO() ?? '',
  );

const day = (name: string): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: 300 }).map((days) => {
    const ahead = /^(end|expire|valid|bookable)/.test(name);
    const at = DateTime.now()
      .setZone(ZONE)
      .plus({ days: ahead ? days : -days });
    return at.toISODate() ?? '';
  });

function textOf(
  { format, minLength = 1, maxLength = 200 }: Schema,
  name: string,
): fc.Arbitrary<string> {
  if (format === 'date-time') return hour(name);
  if (format === 'date') return day(name);
  if (format === 'email') return fc.constant('wang@example.org');
  const known = TEXTS[name];
  if (known) return fc.constantFrom(...known);
  const words = fc.constantFrom('扫描电子显微镜', 'test', '王晓', 'a b', 'Ünï', '２０２６');
  return words.map((word) => word.slice(0, maxLength).padEnd(minLength, '仪'));
}
