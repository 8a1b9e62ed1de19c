import { DateTime } from 'luxon';
import { newId } from '@app/common';
import { hashPassword, type Role } from '@app/identity';
import { connect } from '../../apps/launcher/src/connection';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startSystem, type TestSystem } from '../support/processes';
import { ApiClient } from './api-client';

const PASSWORD = 'a password of the test';
const ZONE = 'Asia/Shanghai';
let passwordHash: Promise<string> | undefined;

/** The whole system on a database of its own, with builders for what a test needs. */
export interface World {
  database: TestDatabase;
  system: TestSystem;
  /** Without a session. */
  anonymous: ApiClient;
  /** Makes a person of an organisation and returns the login. */
  buildPerson(this: void, organisationId: string, ...roles: Role[]): Promise<string>;
  /** Signs in a person made by {@link buildPerson}. */
  signIn(this: void, login: string): Promise<ApiClient>;
  /** A person with a session, of a new organisation unless told which. */
  buildClient(this: void, role: Role, organisationId?: string): Promise<ApiClient>;
  /** Makes an organisation beside the API, in Nanhu District unless told otherwise. */
  buildOrganisation(this: void, regionCode?: string): Promise<string>;
  stop(this: void): Promise<void>;
}

type WorldOptions = Omit<Parameters<typeof startSystem>[0], 'database'> & {
  /** Puts something between the processes and their database; the address to use comes back. */
  through?: (databaseUrl: string) => Promise<string>;
};

/** Starts the built processes on a clone of the migrated template. */
export async function startWorld({ through, ...options }: WorldOptions = {}): Promise<World> {
  const database = await createTestDatabase({ entities: [] });
  const app = (await through?.(database.urls.app)) ?? database.urls.app;
  const reached = { urls: { ...database.urls, app } };
  const system = await startSystem({ database: reached, ...options }).catch(
    async (error: unknown) => {
      await database.drop();
      throw error;
    },
  );
  const anonymous = new ApiClient(system.apiUrl);
  const signIn = (login: string) => anonymous.signIn(login, PASSWORD);
  const buildPerson: World['buildPerson'] = (organisationId, ...roles) =>
    insertPerson(database, organisationId, roles);
  const buildOrganisation: World['buildOrganisation'] = (regionCode = '330402') =>
    insertOrganisation(database, regionCode);
  return {
    database,
    system,
    anonymous,
    signIn,
    buildPerson,
    buildOrganisation,
    buildClient: async (role, organisationId) =>
      signIn(await buildPerson(organisationId ?? (await buildOrganisation()), role)),
    stop: async () => {
      await system.stop();
      await database.drop();
    },
  };
}

async function insertOrganisation(database: TestDatabase, regionCode: string): Promise<string> {
  const id = newId();
  await database.dataSource.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
     VALUES ($1, '测试单位' || right($2, 6), $2, 'enterprise', 'enterprise', $3, '王晓', '0573-83640000', 'verified')`,
    [id, id, regionCode],
  );
  return id;
}

async function insertPerson(
  database: TestDatabase,
  organisationId: string,
  roles: readonly Role[],
): Promise<string> {
  passwordHash ??= hashPassword(PASSWORD);
  const id = newId();
  await database.dataSource.query(
    `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $2, '测试人员', $3)`,
    [id, id, await passwordHash],
  );
  await database.dataSource.query(
    `INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $2, unnest($3::text[])`,
    [id, organisationId, roles],
  );
  return id;
}

/** Makes the database's clock run ahead of the real one, so that it still runs. */
export async function runClockAhead(database: TestDatabase, until: DateTime): Promise<void> {
  const seconds = Math.ceil(until.diffNow('seconds').seconds);
  await connect(database.urls.owner, (owner) =>
    owner.query(
      `CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE
       AS $$ SELECT clock_timestamp() + interval '${seconds} seconds' $$`,
    ),
  );
}

/** A whole hour of a day after today in Shanghai. */
export const hourOf = (daysAhead: number, hour: number): DateTime<true> =>
  DateTime.now()
    .setZone(ZONE)
    .startOf('day')
    .plus({ days: daysAhead, hours: hour }) as DateTime<true>;

/** A period of whole hours on a day after today, as requests carry it. */
export const hours = (
  daysAhead: number,
  from: number,
  to: number,
): { startsAt: string; endsAt: string } => ({
  startsAt: hourOf(daysAhead, from).toISO(),
  endsAt: hourOf(daysAhead, to).toISO(),
});

/** Reads again and again until the value fits, or fails with the last one. */
export async function eventually<T>(
  read: () => Promise<T>,
  fits: (value: T) => boolean,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (fits(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`not within ${timeoutMs} ms; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
