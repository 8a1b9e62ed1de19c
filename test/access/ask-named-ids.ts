import { newId } from '@app/common';
import { type Answer, send } from './client';
import type { Desk, Verdict } from './crossing';
import { LISTS } from './visible';
import { ANYBODY_MAY_NAME } from './anybody-may-name';
import { NAMED_IDS, type NamedId } from './named-ids';
import type { Operation, Schema } from './operations';
import { addressOf } from './parameters';
import type { Change } from './world/change-log';

/** Whatever id a body or a query names, one that is not the caller's is as good as one of nothing. */
export async function askNamedIds(desk: Desk, operation: Operation): Promise<Verdict> {
  const cases = NAMED_IDS.filter((one) => one.operation === operation.id);
  const faults = forgotten(operation);
  let cells = 0;
  for (const one of cases) {
    const good = await ask(desk, operation, one, { named: one.own });
    if (isOwnRefused(one, good.answer)) {
      faults.push(
        `${said(one, one.own)}: ${good.answer.status} ${good.answer.code}, although it is the caller's`,
      );
    }
    for (const named of one.foreign) {
      const foreign = await ask(desk, operation, one, { named });
      const absent = await ask(desk, operation, one, { named, id: newId() });
      faults.push(...faultsOf(desk, one, named, foreign, absent));
    }
    cells += 1 + 2 * one.foreign.length;
  }
  return { cells, faults };
}

/** Ids that the operation takes and nobody has thought of. */
function forgotten(operation: Operation): string[] {
  const { id, body = {}, parameters, row } = operation;
  const inQuery = LISTS[id]
    ? []
    : parameters.filter(({ in: place, schema }) => place === 'query' && isId(schema));
  const inBody = Object.entries(body).filter(([, schema]) => isId(schema) || isId(schema.items));
  const inPath = parameters.filter(
    ({ in: place, name, schema }) => place === 'path' && name !== 'id' && isId(schema),
  );
  const names = [
    ...inPath.map(({ name }) => name),
    ...inQuery.map(({ name }) => name),
    ...inBody.map(([name]) => name),
  ];
  return names
    .filter((name) => row.who !== 'anyone' && !(`${id} ${name}` in ANYBODY_MAY_NAME))
    .filter((name) => !NAMED_IDS.some((one) => one.operation === id && one.property === name))
    .map((name) => `${id} takes an id as ${name}: say in test/access/named-ids.ts whose it may be`);
}

const isId = (schema: Schema | undefined): boolean => schema?.format === 'uuid';

/** A case without anything of the caller's own names something of another type in its place. */
const isOwnRefused = ({ property, own }: NamedId, { status }: Answer): boolean =>
  status >= 300 && !(property === 'delegationId' && own.startsWith('organisation:'));

interface Asked {
  answer: Answer;
  /** What is seen, without the id that was named. */
  seen: string;
  changes: Change[];
}

/** @param id stands for the object that is named, unless told otherwise */
async function ask(
  { world, app }: Desk,
  operation: Operation,
  one: NamedId,
  { named, id = world.ids.of(named) }: { named: string; id?: string },
): Promise<Asked> {
  const caller = world.callers.people.find(({ name }) => name === one.by);
  if (!caller) throw new Error(`${one.by} has no session`);
  await world.wear(one.as);
  const objectId = one.on === undefined ? undefined : world.ids.of(one.on);
  const isInAddress = operation.path.includes(`{${one.property}}`);
  const path = isInAddress ? operation.path.replace(`{${one.property}}`, id) : operation.path;
  const address = addressOf(
    world,
    { ...operation, path },
    { objectId, object: one.on ?? '', caller },
  );
  const isList = operation.body?.[one.property]?.items !== undefined;
  const parts = {
    ...one.rest?.(world, named),
    ...(!isInAddress && { [one.property]: isList ? [id] : id }),
  };
  const isRead = operation.method === 'GET';
  const answer = await send(app, {
    method: operation.method,
    url: isRead ? `${address}?${queryOf(parts)}` : address,
    headers: { 'if-match': '*', ...caller.headers },
    ...(!isRead && operation.body && { body: parts }),
  });
  const { changes } = await world.log.read(answer.requestId);
  if (changes.length > 0) await world.restore(changes);
  return { answer, seen: answer.seen.replaceAll(id, 'the id'), changes };
}

const queryOf = (parts: object): string =>
  new URLSearchParams(
    Object.entries(parts).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();

/** What is made anew differs each time; a refusal does not. */
function faultsOf(
  { world }: Desk,
  one: NamedId,
  name: string,
  foreign: Asked,
  absent: Asked,
): string[] {
  const isMade = foreign.answer.status < 300 && absent.answer.status < 300;
  const touched = foreign.changes.some(({ id }) => id === world.ids.of(name));
  return [
    ...(isMade || foreign.seen === absent.seen
      ? []
      : [
          `${said(one, name)}: ${foreign.answer.status} ${foreign.answer.code}, otherwise than an id of nothing`,
        ]),
    ...(touched ? [`${said(one, name)} changes it`] : []),
  ];
}

const said = ({ operation, property, by, as }: NamedId, name: string): string =>
  `${operation} by ${by} as ${as} with ${name} as ${property}`;
