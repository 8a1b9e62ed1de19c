import { createHash } from 'node:crypto';
import { newId } from '@app/common';
import { type ObjectType, OBJECT_TYPES, type Role, ROLES, SCOPES } from '@app/identity';
import type { Depth } from './depth';
import type { Operation } from './operations';
import { isOpen, type Outcome, outcomeOf, relationsTo } from './oracle';
import type { Caller } from './world/callers';
import type { World } from './world/world';

/** One question of the matrix: may this caller, wearing this role, do this to that object? */
export interface Cell {
  operation: Operation;
  caller: Caller;
  role: Role;
  /** Id for `{id}` of the address; undefined when the address names none. */
  objectId: string | undefined;
  /** For people: the object's name, or in what way there is none. */
  object: string;
  expected: Outcome;
}

/** Every cell of one operation. */
export function cellsOf(world: World, operation: Operation, depth: Depth): Cell[] {
  const { people, keys, delegates } = world.callers;
  const sound = ROLES.flatMap((role) =>
    candidates(world, operation, role, [...people, ...keys, ...delegates]),
  );
  return [
    ...(depth === 'all' ? sound : oneOfEach(world, sound)),
    ...ROLES.flatMap((role) => absentCells(world, operation, role)),
    ...flawedCells(world, operation),
  ];
}

/** The cell of a caller by name. @throws for an unknown one */
export function cellFor(
  world: World,
  operation: Operation,
  { caller: name, role, object }: { caller: string; role: Role; object: string | undefined },
): Cell {
  const { people, keys, delegates, flawed } = world.callers;
  const caller = [...people, ...keys, ...delegates, ...flawed].find((one) => one.name === name);
  if (!caller) throw new Error(`nobody is called ${name}`);
  return cell(world, operation, caller, role, object);
}

const cell = (
  world: World,
  operation: Operation,
  caller: Caller,
  role: Role,
  object: string | undefined,
): Cell => ({
  operation,
  caller,
  role,
  objectId: object && world.ids.of(object),
  object: object ?? 'nothing',
  expected: outcomeOf(
    operation,
    caller,
    role,
    object === undefined ? undefined : relationsTo(caller, role, world.standingOf(object)),
  ),
});

function candidates(
  world: World,
  operation: Operation,
  role: Role,
  callers: readonly Caller[],
): Cell[] {
  const { object: type } = operation.row;
  const objects = type ? world.objectsOf(type) : [undefined];
  return callers.flatMap((caller) =>
    objects.map((object) => cell(world, operation, caller, role, object)),
  );
}

/** Of the cells that ask the same question one is taken, not always the first. */
function oneOfEach(world: World, cells: readonly Cell[]): Cell[] {
  const alike = new Map<string, Cell[]>();
  for (const one of cells) {
    const question = questionOf(world, one);
    const group = alike.get(question);
    if (group) group.push(one);
    else alike.set(question, [one]);
  }
  return [...alike].map(([question, group]) => {
    const digest = createHash('sha256').update(question).digest();
    return group[digest.readUInt32BE() % group.length] as Cell;
  });
}

/** What decides a cell: the role, unless it plays no part, and how the caller stands to the object. */
function questionOf(world: World, { caller, role, object, operation }: Cell): string {
  const { id, row } = operation;
  const how = caller.delegate ? 'delegate' : caller.scopes ? 'key' : 'person';
  if (row.who === 'anyone') return `${id} ${how}`;
  if (caller.scopes && !isOpen(id, caller.scopes)) return `${id} ${how} closed`;
  const relations = row.object ? relationsTo(caller, role, world.standingOf(object)) : [];
  return [id, how, caller.delegate ? '' : role, ...relations].join(' ');
}

/** An id of nothing, and the id of something else: neither may be told from what is not the caller's. */
function absentCells(world: World, operation: Operation, role: Role): Cell[] {
  const { object: type, who } = operation.row;
  if (!type || who === 'anyone') return [];
  const caller = world.callers.people[ROLES.indexOf(role)] ?? world.callers.people[0];
  if (!caller) return [];
  const asked = {
    operation,
    caller,
    role,
    expected: outcomeOf(operation, caller, role, undefined),
  };
  return [
    { ...asked, objectId: newId(), object: 'an id of nothing' },
    { ...asked, objectId: world.ids.of(otherThan(world, type)), object: `not ${type}` },
  ];
}

const otherThan = (world: World, type: ObjectType): string => {
  const other = OBJECT_TYPES[(OBJECT_TYPES.indexOf(type) + 1) % OBJECT_TYPES.length] as ObjectType;
  return world.objectsOf(other)[0] as string;
};

/**
 * Callers with whom something is wrong ask what they would be allowed if it were not; what nobody like them is
 * allowed they ask anyway. Who gave no second factor asks in every role, because only some need one.
 */
function flawedCells(world: World, operation: Operation): Cell[] {
  return world.callers.flawed.flatMap((caller) => {
    const perRole = ROLES.map((role) =>
      bestOf(candidates(world, operation, role, [soundOf(caller)])),
    );
    const asked = caller.withoutSecondFactor && !caller.scopes ? perRole : [bestOf(perRole)];
    return asked.map(({ role, object }) =>
      cell(world, operation, caller, role, operation.row.object && object),
    );
  });
}

const bestOf = (cells: readonly Cell[]): Cell => {
  const best = cells.find(({ expected }) => expected === 'allow') ?? cells[0];
  if (!best) throw new Error('there is nothing to ask');
  return best;
};

/** The same caller with nothing wrong. */
function soundOf(caller: Caller): Caller {
  const { name, person, organisation, headers, delegate, scopes } = caller;
  return {
    ...{ name, person, organisation, headers, alive: true },
    ...(delegate && { delegate }),
    ...(scopes && { scopes: SCOPES }),
  };
}
