import type { DataSource } from 'typeorm';
import { newId } from '@app/common';
import type { Role } from '../access/roles';
import { hashPassword } from '../passwords/password-hash';
import type { TestBrowser } from './test-browser';

/** A person of a test; the login is the id. */
export interface TestPerson {
  userId: string;
  organisationId: string;
}

/** The password of everybody made here. */
export const PASSWORD = 'Correct-Horse-7-Battery';

let passwordHash: Promise<string> | undefined;

/** Makes a verified organisation beside the API. */
export async function buildOrganisation(db: DataSource): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
     VALUES ($1::uuid, '测试单位', $1::text, 'enterprise', 'enterprise', '330402', '王晓', '0573-83640000', 'verified')`,
    [id],
  );
  return id;
}

/** Makes a person with the roles, of a new organisation unless told which. */
export async function buildPerson(
  db: DataSource,
  roles: readonly Role[],
  { organisationId, withPassword = true }: { organisationId?: string; withPassword?: boolean } = {},
): Promise<TestPerson> {
  passwordHash ??= hashPassword(PASSWORD);
  const userId = newId();
  const home = organisationId ?? (await buildOrganisation(db));
  await db.query(
    `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1::uuid, $1::text, '王晓', $2)`,
    [userId, withPassword ? await passwordHash : null],
  );
  await db.query(
    'INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $2, unnest($3::text[])',
    [userId, home, roles],
  );
  return { userId, organisationId: home };
}

/** Signs a person made here in to a browser. */
export async function signInByPassword(
  browser: TestBrowser,
  { userId }: TestPerson,
): Promise<void> {
  const body = { login: userId, password: PASSWORD };
  const answer = await browser.call('POST', '/sessions', { body });
  if (answer.status !== 201)
    throw new Error(`sign-in: ${answer.status} ${JSON.stringify(answer.body)}`);
}
