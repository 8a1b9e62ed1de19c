import { type Role, ROLES } from '@app/identity';
import { send } from './client';
import type { Desk, Verdict } from './crossing';
import type { Operation } from './operations';
import { outcomeOf, relationsTo } from './oracle';
import { addressOf } from './parameters';
import { type ListOracle, LISTS } from './visible';
import type { Caller } from './world/callers';
import type { Standing } from './world/standings';

/** A list as one caller asks for it. */
interface Question {
  operation: Operation;
  oracle: ListOracle;
  caller: Caller;
  role: Role;
  /** Name of the object of the address. */
  object: string | undefined;
  /** Names of what it should show. */
  expected: readonly string[];
}

/**
 * Asks a list on behalf of everybody who may: each finds exactly what the oracle says, page by page, and whatever id a
 * filter is given nothing else.
 */
export async function askLists(desk: Desk, operation: Operation): Promise<Verdict> {
  const oracle = LISTS[operation.id];
  if (oracle === undefined || oracle === "nobody's") {
    return { cells: 0, faults: oracle ? [] : unknownList(operation) };
  }
  const faults: string[] = [];
  let cells = 0;
  for (const question of questionsOf(desk, operation, oracle)) {
    await desk.world.wear(question.role);
    for (const filter of ['', ...filtersOf(desk, question)]) {
      faults.push(...(await faultsOf(desk, question, filter)));
      cells += 1;
    }
  }
  return { cells, faults };
}

/** A list of things with ids must be known to the oracle. */
function unknownList({ id, method, item, row }: Operation): string[] {
  const isList = method === 'GET' && item !== undefined && 'id' in item && row.who !== 'anyone';
  if (!isList) return [];
  return [`${id} is a list: say in test/access/visible.ts what each caller finds in it`];
}

/** Everybody who may ask, one for each role and each thing to expect. */
function questionsOf(desk: Desk, operation: Operation, oracle: ListOracle): Question[] {
  const { world } = desk;
  const { people, keys, delegates } = world.callers;
  const { object: type } = operation.row;
  const objects = type ? world.objectsOf(type) : [undefined];
  const questions = ROLES.flatMap((role) =>
    [...people, ...keys, ...delegates].flatMap((caller) =>
      objects
        .filter((object) => {
          const standing = object === undefined ? undefined : world.standingOf(object);
          const relations = standing && relationsTo(caller, role, standing);
          return outcomeOf(operation, caller, role, relations) === 'allow';
        })
        .map((object) => {
          const expected = expectedOf(desk, oracle, { caller, role, object });
          return { operation, oracle, caller, role, object, expected };
        }),
    ),
  );
  const different = questions.map((one) => [`${one.role} ${one.expected.join(' ')}`, one] as const);
  return [...new Map(different).values()];
}

function expectedOf(
  { world, operations }: Desk,
  { type, reads, shows }: ListOracle,
  { caller, role, object }: Pick<Question, 'caller' | 'role' | 'object'>,
): string[] {
  const about = object === undefined ? undefined : world.standingOf(object);
  const read = reads === undefined ? undefined : operations.get(reads);
  if (reads !== undefined && !read) throw new Error(`${reads} is no operation`);
  // What a key was made for does not change what its machine may see.
  const reader: Caller = { ...caller };
  delete reader.scopes;
  const mayRead = (standing: Standing): boolean =>
    !read || outcomeOf(read, reader, role, relationsTo(caller, role, standing)) === 'allow';
  return [...world.standings]
    .filter(([name, standing]) => {
      if (standing.type !== type || !mayRead(standing)) return false;
      return !shows || shows({ caller, role, name, standing, about });
    })
    .map(([name]) => name)
    .sort();
}

/** Ids of the world in each filter that takes one: a few, not always the same. */
function filtersOf({ world }: Desk, { operation, caller, role }: Question): string[] {
  const names = operation.parameters
    .filter((one) => one.in === 'query' && one.schema?.format === 'uuid')
    .map(({ name }) => name);
  const ids = [...world.standings.keys()].map((name) => world.ids.of(name));
  const start = ROLES.indexOf(role) * 31 + caller.name.length * 7;
  return names.flatMap((name) =>
    [0, 17, 34].map((step) => `${name}=${ids[(start + step) % ids.length]}`),
  );
}

async function faultsOf(desk: Desk, question: Question, filter: string): Promise<string[]> {
  const { caller, role, operation, object, expected } = question;
  const found = await readAll(desk, question, filter);
  const list = object ? `${operation.id} of ${object}` : operation.id;
  const asked = `${list}${filter && `?${filter}`} by ${caller.name} as ${role}`;
  if (typeof found === 'string') return [`${asked}: ${found}`];
  const more = found.filter((name) => !expected.includes(name));
  const less = filter ? [] : expected.filter((name) => !found.includes(name));
  return [
    ...(more.length > 0 ? [`${asked} shows ${more.join(', ')}`] : []),
    ...(less.length > 0 ? [`${asked} does not show ${less.join(', ')}`] : []),
  ];
}

/** Names of all that a list shows; or what it answered instead. */
async function readAll(
  { world, app }: Desk,
  { operation, caller, object = '', oracle }: Question,
  filter: string,
): Promise<string[] | string> {
  const objectId = object ? world.ids.of(object) : undefined;
  const address = addressOf(world, operation, { objectId, object, caller });
  const names: string[] = [];
  let cursor = '';
  do {
    const page = oracle.whole ? [] : ['limit=5', cursor && `cursor=${cursor}`];
    const query = [filter, ...page].filter(Boolean).join('&');
    const url = `${address}?${query}`;
    const answer = await send(app, { method: 'GET', url, headers: caller.headers });
    if (answer.status !== 200) return `${answer.status} ${answer.code}`;
    const { items, next } = answer.body as { items: Record<string, string>[]; next?: string };
    names.push(...items.map((item) => world.ids.nameOf(item[oracle.key ?? 'id'] ?? '')));
    cursor = next ?? '';
  } while (cursor);
  return names;
}
