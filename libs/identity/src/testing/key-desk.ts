import { DateTime } from 'luxon';
import type { DataSource } from 'typeorm';
import { civilDateOf } from '@app/common';
import { type Scope, SCOPES } from '../access/api-key-scopes';
import type { Role } from '../access/roles';
import { DEFAULT_KEY_ROLE } from '../api-keys/api-key.rules';
import { buildPerson, signInByPassword, type TestPerson } from './people';
import { type BrowserAnswer, TestBrowser } from './test-browser';

/** A key as its maker sees it, this once. */
export interface CreatedKey {
  id: string;
  key: string;
}

/** Somebody with a browser. */
export type KeyKeeper = TestPerson & { browser: TestBrowser };

/** Makes people who make keys, keys, and programs that use them. */
export class KeyDesk {
  constructor(
    private readonly db: DataSource,
    private readonly apiUrl: string,
  ) {}

  /** Somebody who may make keys, signed in; an administrator of an enterprise unless told otherwise. */
  async buildKeeper(...roles: Role[]): Promise<KeyKeeper> {
    const person = await buildPerson(this.db, roles.length > 0 ? roles : ['enterprise_admin']);
    const browser = new TestBrowser(this.apiUrl);
    await signInByPassword(browser, person);
    return { ...person, browser };
  }

  /** Asks for a key that reads instruments until tomorrow, unless told otherwise. */
  create(
    { browser, organisationId }: Omit<KeyKeeper, 'userId'>,
    change: object = {},
    headers: Record<string, string> = {},
  ): Promise<BrowserAnswer<CreatedKey & Record<string, unknown>>> {
    const expiresOn = civilDateOf(DateTime.utc().plus({ days: 1 }));
    const body = { name: '门户对接', scopes: ['instruments:read'], expiresOn, ...change };
    return browser.call('POST', `/organisations/${organisationId}/api-keys`, { body, headers });
  }

  /** A key with its keeper, who has the roles of the key; those of a service unless told otherwise. */
  async buildKey(
    scopes: readonly Scope[] = SCOPES,
    ...roles: Role[]
  ): Promise<CreatedKey & { keeper: KeyKeeper }> {
    const isService = roles.includes(DEFAULT_KEY_ROLE);
    const keeper = await this.buildKeeper(...(isService ? [] : roles));
    const { status, body } = await this.create(keeper, {
      scopes,
      ...(roles.length > 0 && { roles }),
    });
    if (status !== 201) throw new Error(`a key: ${status} ${JSON.stringify(body)}`);
    return { id: body.id, key: body.key, keeper };
  }

  /** What a program gets that has no cookies and sends neither Origin nor Sec-Fetch-Site; asks who it is unless told. */
  asProgram(
    key: string,
    method = 'GET',
    path = '/me',
    { body, headers }: { body?: object; headers?: Record<string, string> } = {},
  ): Promise<BrowserAnswer> {
    return new TestBrowser(this.apiUrl).call(method, path, {
      ...(body && { body }),
      headers: { authorization: `Bearer ${key}`, ...headers },
    });
  }
}
