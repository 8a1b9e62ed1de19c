import { setTimeout as pause } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { DataSource } from 'typeorm';
import { newId } from '@app/common';
import { AppModule } from '../../../../apps/api/src/app.module';
import { freePort } from '../../../../apps/launcher/src/ports';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { buildPerson, signInByPassword, type TestPerson } from '../testing/people';
import { isCallback, SignInStage } from '../testing/sign-in-stage';
import type { TestBrowser } from '../testing/test-browser';
import { returnAddress } from './identity-providers';

const ENDED = '/sign-in#problem=sign-in-flow-ended';

let database: TestDatabase;
let db: DataSource;
let stage: SignInStage;

beforeAll(async () => {
  // The provider's advice for production.
  for (const way of ['warn', 'info'] as const) jest.spyOn(console, way).mockReturnValue();
  database = await createTestDatabase();
  db = database.dataSource;
  stage = await SignInStage.start({
    databaseUrl: database.url,
    db,
    port: await freePort(),
    moduleOf: (settings) => AppModule.forRoot(settings),
  });
});
afterAll(async () => {
  await stage.stop();
  await database.drop();
});
afterEach(() => setDatabaseTime(database, null));

describe('linking an identity', () => {
  const LINKED = '/account#linked=oidc';
  const linkedTo = async (subject: string) => {
    const rows: { user_id: string }[] = await db.query(
      'SELECT user_id FROM external_identity WHERE subject = $1',
      [subject],
    );
    return rows.map(({ user_id }) => user_id);
  };
  const identitiesOf = async (browser: TestBrowser) => {
    const { body } = await browser.call<{ items: { id: string }[] }>('GET', '/me/identities');
    return body.items;
  };
  const link = async (browser: TestBrowser, subject: string) => {
    stage.issuer.keyboard = { subject };
    return browser.open(await stage.depart(browser, '/me/identities/oidc'));
  };
  /** Signed in by password, on the way back from the issuer with the subject. */
  const onTheWayBack = async (person: TestPerson, subject: string) => {
    const browser = stage.newBrowser();
    await signInByPassword(browser, person);
    return { browser, answer: await stage.obtainAnswer(browser, subject, '/me/identities/oidc') };
  };

  it('lets the person sign in by it until it is removed, and all of it is in the trail', async () => {
    const person = await buildPerson(db, ['enterprise_member']);
    const browser = stage.newBrowser();
    await signInByPassword(browser, person);
    expect(await link(browser, 'mine')).toBe(LINKED);
    const [identity] = await identitiesOf(browser);
    expect(identity).toEqual({
      id: expect.any(String),
      provider: 'oidc',
      label: '统一身份认证',
      linkedAt: expect.any(String),
    });
    expect(await stage.signIn(stage.newBrowser(), 'mine')).toBe('/');
    const removed = await browser.call('DELETE', `/me/identities/${identity?.id}`);
    expect(removed.status).toBe(204);
    expect(await stage.signIn(stage.newBrowser(), 'mine')).toBe(
      '/sign-in#problem=identity-unknown',
    );
    const trail: object[] = await db.query(
      `SELECT action, detail FROM audit_entry WHERE object_id = $1 AND action LIKE '%identity%' ORDER BY id`,
      [person.userId],
    );
    expect(trail).toEqual([
      { action: 'identity.link', detail: { identityId: identity?.id, provider: 'oidc' } },
      { action: 'identity.unlink', detail: { identityId: identity?.id } },
    ]);
  });

  it('#37 needs a session with recent proof', async () => {
    expect((await stage.newBrowser().call('POST', '/me/identities/oidc')).status).toBe(401);
    const browser = stage.newBrowser();
    await signInByPassword(browser, await buildPerson(db, ['enterprise_member']));
    await link(browser, 'proof');
    const [identity] = await identitiesOf(browser);
    await setDatabaseTime(database, DateTime.utc().plus({ minutes: 11 }));
    const stale = { status: 401, body: { code: 'proof-required' } };
    expect(await browser.call('POST', '/me/identities/oidc')).toMatchObject(stale);
    expect(await browser.call('DELETE', `/me/identities/${identity?.id}`)).toMatchObject(stale);
  });

  it('of what is linked already changes nothing', async () => {
    const person = await buildPerson(db, ['enterprise_member']);
    const browser = stage.newBrowser();
    await signInByPassword(browser, person);
    await link(browser, 'twice');
    expect(await link(browser, 'twice')).toBe(LINKED);
    expect(await linkedTo('twice')).toEqual([person.userId]);
  });

  it('is for one account, also when two link it at the same moment', async () => {
    const people = await Promise.all([1, 2].map(() => buildPerson(db, ['enterprise_member'])));
    const ways = [];
    for (const person of people) ways.push(await onTheWayBack(person, 'contested'));
    const ends = await Promise.all(ways.map(({ browser, answer }) => browser.open(answer)));
    expect(ends.sort()).toEqual([LINKED, '/account#problem=identity-taken']);
    expect(await linkedTo('contested')).toHaveLength(1);
  });

  it('ends with the session that asked for it', async () => {
    const { browser, answer } = await onTheWayBack(
      await buildPerson(db, ['enterprise_member']),
      'signed-out',
    );
    await browser.call('DELETE', '/sessions/current');
    expect(await browser.open(answer)).toBe('/account#problem=not-signed-in');
    expect(await linkedTo('signed-out')).toEqual([]);
  });

  it('is not done for somebody else who signed in to the same browser meanwhile', async () => {
    const { browser, answer } = await onTheWayBack(
      await buildPerson(db, ['enterprise_member']),
      'changed-seats',
    );
    await signInByPassword(browser, await buildPerson(db, ['enterprise_member']));
    expect(await browser.open(answer)).toBe('/account#problem=not-signed-in');
    expect(await linkedTo('changed-seats')).toEqual([]);
  });

  it('cannot be undone by anybody else, who learns nothing of it', async () => {
    const owner = await stage.buildLinked('not-yours');
    const [row]: { id: string }[] = await db.query(
      'SELECT id FROM external_identity WHERE user_id = $1',
      [owner.userId],
    );
    const stranger = stage.newBrowser();
    await signInByPassword(stranger, await buildPerson(db, ['enterprise_admin']));
    const foreign = await stranger.call('DELETE', `/me/identities/${row?.id}`);
    const absent = await stranger.call('DELETE', `/me/identities/${newId()}`);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
    expect(await linkedTo('not-yours')).toEqual([owner.userId]);
  });

  it('cannot be undone when it is the last way in, also not by two removals at once', async () => {
    const person = await buildPerson(db, ['enterprise_member'], { withPassword: false });
    await stage.giveIdentity(person, 'way-1');
    await stage.giveIdentity(person, 'way-2');
    const browser = stage.newBrowser();
    await stage.signIn(browser, 'way-1');
    const identities = await identitiesOf(browser);
    // Both have seen two identities, or one of them waits, when the rows may be removed.
    const answers = await db.transaction(async (tx) => {
      await tx.query('SELECT FROM external_identity WHERE user_id = $1 FOR UPDATE', [
        person.userId,
      ]);
      const removals = identities.map(({ id }) => browser.call('DELETE', `/me/identities/${id}`));
      await blocked(2);
      return removals;
    });
    const removed = await Promise.all(answers);
    expect(removed.map(({ status }) => status).sort()).toEqual([204, 422]);
    expect(removed.find(({ status }) => status === 422)?.body.code).toBe('last-way-in');
    expect(await stage.count('external_identity WHERE user_id = $1', person.userId)).toBe(1);
  });
});

/** Returns when so many statements of this database wait for a lock. */
async function blocked(statements: number): Promise<void> {
  for (;;) {
    const waiting = await stage.count(
      `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting >= statements) return;
    await pause(20);
  }
}

describe('sign-in by ticket', () => {
  it('links and signs in by what the SSO tells our own call, not by what the address says', async () => {
    const person = await buildPerson(db, ['enterprise_member']);
    const browser = stage.newBrowser();
    await signInByPassword(browser, person);
    expect(await browser.open(await stage.depart(browser, '/me/identities/ticket'))).toBe(
      '/account#linked=ticket',
    );
    const rows: object[] = await db.query(
      'SELECT issuer, subject FROM external_identity WHERE user_id = $1',
      [person.userId],
    );
    expect(rows).toEqual([{ issuer: stage.sso.settings.issuer, subject: 'user-1' }]);
    const other = stage.newBrowser();
    expect(await other.open(await stage.depart(other, '/identity-providers/ticket/sign-ins'))).toBe(
      '/',
    );
    expect(await stage.meOf(other)).toBe(person.userId);
  });

  it('takes no ticket without a flow of this browser, and none twice', async () => {
    const ticket = stage.sso.giveTicket('user-1');
    const callback = `${returnAddress(stage.api.url, 'ticket')}?ticket=${ticket}`;
    expect(await stage.newBrowser().open(callback)).toBe(ENDED);
    const browser = stage.newBrowser();
    const answer = await browser.open(
      await stage.depart(browser, '/identity-providers/ticket/sign-ins'),
      isCallback,
    );
    expect(await browser.open(answer)).toBe('/');
    expect(await browser.open(answer)).toBe(ENDED);
  });
});
