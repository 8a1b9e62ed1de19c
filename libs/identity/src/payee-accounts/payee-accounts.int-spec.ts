import { DateTime } from 'luxon';
import { FieldsRefused, newId, NotFound } from '@app/common';
import { VersionConflict } from '@app/http';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { Actor } from '../access/roles';
import { SecondPersonNeeded } from '../identity.errors';
import { AuthorityDesk } from '../testing/authority-desk';
import type { PayeeAccountResponse, ProposePayeeAccountRequest } from './payee-account.dto';
import { PAYEE_ACCOUNT_STATES, type PayeeAccountState } from './payee-account.entity';
import { PayeeAccountPending, PayeeAccountStateConflict } from './payee-account.errors';
import { PAYEE_ACCOUNT_ACTIONS, type PayeeAccountAction, stateAfter } from './payee-account.rules';

const NUMBER = '6222021204001234567';

let database: TestDatabase;
let desk: AuthorityDesk;
let finance: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  desk = new AuthorityDesk(database.dataSource);
  finance = await desk.buildActor('finance_officer');
});
afterAll(() => database.drop());
afterEach(() => setDatabaseTime(database, null));

/** Three people of one organisation. */
async function buildTeam(): Promise<{ maker: Actor; second: Actor; third: Actor }> {
  const maker = await desk.buildActor('enterprise_admin');
  const { organisationId } = maker;
  return {
    maker,
    second: await desk.buildActor('enterprise_admin', organisationId),
    third: await desk.buildActor('lab_manager', organisationId),
  };
}

async function propose(
  maker: Actor,
  change: Partial<ProposePayeeAccountRequest> = {},
): Promise<PayeeAccountResponse> {
  const proofFileId = await desk.buildFile(maker.organisationId);
  const request = { bank: '嘉兴银行南湖支行', number: NUMBER, proofFileId, ...change };
  return desk.accounts.propose(maker, maker.organisationId, request);
}

/** The first account of the maker's organisation, verified. */
async function buildActive(maker: Actor): Promise<PayeeAccountResponse> {
  return desk.accounts.verify(finance, (await propose(maker)).id, {});
}

const act = (
  action: PayeeAccountAction,
  actor: Actor,
  id: string,
): Promise<PayeeAccountResponse> =>
  action === 'refuse'
    ? desk.accounts.refuse(actor, id, '户名不符', {})
    : desk.accounts[action](actor, id, {});

const statesOf = async (organisationId: string): Promise<PayeeAccountState[]> =>
  (await desk.accounts.list(organisationId, {})).items.map(({ state }) => state);

async function countSuccesses(
  attempts: Promise<unknown>[],
  refusal: new (...given: never[]) => Error,
): Promise<number> {
  const results = await Promise.allSettled(attempts);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(refusal);
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe('PayeeAccounts.propose', () => {
  it('keeps the number sealed, and shows the organisation’s name with the ending', async () => {
    const { maker } = await buildTeam();
    const account = await propose(maker, { number: '6222 0212 0400 1234 567' });
    expect(account).toMatchObject({
      accountName: maker.organisationNameZh,
      numberEnding: '4567',
      state: 'proposed',
      awaits: 'verification',
      flaggedUntil: null,
    });
    expect(JSON.stringify(account)).not.toContain(NUMBER);
    const [row]: { text: string; sealed_number: string }[] = await database.dataSource.query(
      'SELECT p::text AS text, sealed_number FROM payee_account p WHERE id = $1',
      [account.id],
    );
    expect(row?.text).not.toContain(NUMBER);
    expect((await desk.accounts.get(account.id)).number).toBe(NUMBER);
  });

  it('does not open a number that was moved to another row', async () => {
    const [left, right] = [await buildTeam(), await buildTeam()];
    const [mine, theirs] = [await propose(left.maker), await propose(right.maker)];
    await database.dataSource.query(
      'UPDATE payee_account SET sealed_number = (SELECT sealed_number FROM payee_account WHERE id = $2) WHERE id = $1',
      [mine.id, theirs.id],
    );
    await expect(desk.accounts.get(mine.id)).rejects.toThrow('does not open');
  });

  it('refuses another name, a number that is none and a file of others, all at once', async () => {
    const { maker } = await buildTeam();
    const proofFileId = await desk.buildFile((await buildTeam()).maker.organisationId);
    const attempt = propose(maker, { accountName: '王晓', number: '12345', proofFileId });
    await expect(attempt).rejects.toBeInstanceOf(FieldsRefused);
    await expect(attempt).rejects.toMatchObject({
      members: {
        errors: [
          { pointer: '/accountName', code: 'not-the-organisation' },
          { pointer: '/number', code: 'account-number' },
          { pointer: '/proofFileId', code: 'file-unknown' },
        ],
      },
    });
  });

  it('lets one account wait, however many are proposed at once', async () => {
    const { maker, second } = await buildTeam();
    const attempts = [maker, second, maker, second].map((actor) => propose(actor));
    expect(await countSuccesses(attempts, PayeeAccountPending)).toBe(1);
    expect(await statesOf(maker.organisationId)).toEqual(['proposed']);
  });
});

describe('the first account', () => {
  it('becomes active when finance has verified it, without a flag', async () => {
    const { maker } = await buildTeam();
    const account = await buildActive(maker);
    expect(account).toMatchObject({
      state: 'active',
      awaits: null,
      decidedBy: finance.userId,
      flaggedUntil: null,
    });
    expect(account.activeFrom).not.toBeNull();
    expect(await desk.trailOf(account.id)).toEqual([
      'payee-account.propose',
      'payee-account.verify',
    ]);
  });

  it('#7 is not verified by who proposed it', async () => {
    const { maker } = await buildTeam();
    const { id } = await propose(maker);
    await expect(desk.accounts.verify(maker, id, {})).rejects.toBeInstanceOf(SecondPersonNeeded);
    await expect(desk.accounts.refuse(maker, id, 'x', {})).rejects.toBeInstanceOf(
      SecondPersonNeeded,
    );
    const forced = database.dataSource.query(
      `UPDATE payee_account SET state = 'active', decided_by = proposed_by WHERE id = $1`,
      [id],
    );
    await expect(forced).rejects.toThrow('payee_account_second_person');
  });

  it('is verified once, however many verify at once', async () => {
    const { maker } = await buildTeam();
    const { id } = await propose(maker);
    const others = await Promise.all([1, 2, 3].map(() => desk.buildActor('finance_officer')));
    const attempts = [finance, ...others].map((actor) => desk.accounts.verify(actor, id, {}));
    expect(await countSuccesses(attempts, PayeeAccountStateConflict)).toBe(1);
  });

  it('may be taken back by who proposed it, and proposed anew', async () => {
    const { maker } = await buildTeam();
    const { id } = await propose(maker);
    expect(await desk.accounts.withdraw(maker, id, {})).toMatchObject({ state: 'withdrawn' });
    expect(await propose(maker)).toMatchObject({ state: 'proposed' });
  });

  it('tells why finance refused it', async () => {
    const { maker } = await buildTeam();
    const { id } = await propose(maker);
    expect(await desk.accounts.refuse(finance, id, '开户证明不清', {})).toMatchObject({
      state: 'refused',
      reason: '开户证明不清',
    });
  });
});

describe('a change of account', () => {
  it('needs a second person and finance, replaces the old one and is flagged for 7 days', async () => {
    const { maker, second } = await buildTeam();
    const old = await buildActive(maker);
    const change = await propose(maker, { number: '6217000012345678' });
    expect(change.awaits).toBe('confirmation');
    expect(await desk.accounts.confirm(second, change.id, {})).toMatchObject({
      state: 'confirmed',
      awaits: 'verification',
      confirmedBy: second.userId,
    });
    const now = DateTime.utc();
    await setDatabaseTime(database, now);
    const active = await desk.accounts.verify(finance, change.id, {});
    expect(active.state).toBe('active');
    const flaggedUntil = DateTime.fromISO(active.flaggedUntil ?? '');
    expect(flaggedUntil.diff(now, 'days').days).toBeCloseTo(7, 5);
    expect(await statesOf(maker.organisationId)).toEqual(['active', 'replaced']);
    expect(await desk.trailOf(old.id)).toContain('payee-account.replace');
    const paidOn = await desk.accounts.activeOf(database.dataSource.manager, maker.organisationId);
    expect(paidOn).toMatchObject({ id: change.id, numberEnding: '5678' });
    expect(paidOn?.flaggedUntil?.toMillis()).toBe(flaggedUntil.toMillis());
  });

  it('#7 is three persons’: nobody takes two of its steps', async () => {
    const { maker, second } = await buildTeam();
    await buildActive(maker);
    const { id } = await propose(maker);
    await expect(desk.accounts.confirm(maker, id, {})).rejects.toBeInstanceOf(SecondPersonNeeded);
    await desk.accounts.confirm(second, id, {});
    for (const actor of [maker, second])
      await expect(desk.accounts.verify(actor, id, {})).rejects.toBeInstanceOf(SecondPersonNeeded);
    const forced = database.dataSource.query(
      `UPDATE payee_account SET state = 'refused', decided_by = confirmed_by WHERE id = $1`,
      [id],
    );
    await expect(forced).rejects.toThrow('payee_account_second_person');
  });

  it('leaves one account active while changes and verifications race', async () => {
    const { maker, second } = await buildTeam();
    await buildActive(maker);
    const { id } = await propose(maker);
    await desk.accounts.confirm(second, id, {});
    const attempts = Array.from({ length: 4 }, () => desk.accounts.verify(finance, id, {}));
    expect(await countSuccesses(attempts, PayeeAccountStateConflict)).toBe(1);
    expect(await statesOf(maker.organisationId)).toEqual(['active', 'replaced']);
  });

  it('is stopped by the database when something else makes a second one active', async () => {
    const { maker } = await buildTeam();
    await buildActive(maker);
    const { id } = await propose(maker);
    const forced = database.dataSource.query(
      `UPDATE payee_account SET state = 'active' WHERE id = $1`,
      [id],
    );
    await expect(forced).rejects.toThrow('payee_account_one_active');
  });
});

describe('#8 every action on every state', () => {
  const CASES = [false, true].flatMap((isChange) =>
    PAYEE_ACCOUNT_STATES.filter((state) => !(isChange && state === 'active')).flatMap((state) =>
      PAYEE_ACCOUNT_ACTIONS.map((action) => [isChange, state, action] as const),
    ),
  );

  it.each(CASES)('change %s, %s: %s', async (isChange, state, action) => {
    const { maker, third } = await buildTeam();
    if (isChange) await buildActive(maker);
    const { id } = await propose(maker);
    await database.dataSource.query('UPDATE payee_account SET state = $2 WHERE id = $1', [
      id,
      state,
    ]);
    const actor = ['verify', 'refuse'].includes(action) ? finance : third;
    const next = stateAfter(action, state, isChange);
    const attempt = act(action, actor, id);
    if (next !== undefined) await expect(attempt).resolves.toMatchObject({ state: next });
    else {
      await expect(attempt).rejects.toBeInstanceOf(PayeeAccountStateConflict);
      await expect(attempt).rejects.toMatchObject({ kind: 'conflict', members: { action, state } });
      expect((await desk.accounts.get(id)).state).toBe(state);
    }
  });
});

describe('reading payee accounts', () => {
  it('lists them page by page, masked, the newest first', async () => {
    const { maker } = await buildTeam();
    const first = await buildActive(maker);
    const second = await propose(maker);
    const page = await desk.accounts.list(maker.organisationId, { limit: 1 });
    expect(page.items.map(({ id }) => id)).toEqual([second.id]);
    const rest = await desk.accounts.list(maker.organisationId, { limit: 1, cursor: page.next });
    expect(rest.items.map(({ id }) => id)).toEqual([first.id]);
    expect(rest.next).toBeUndefined();
    expect(JSON.stringify([page, rest])).not.toContain(NUMBER);
  });

  it('finds no account to pay on while none is verified, and nothing under a foreign id', async () => {
    const { maker } = await buildTeam();
    await propose(maker);
    const { manager } = database.dataSource;
    expect(await desk.accounts.activeOf(manager, maker.organisationId)).toBeUndefined();
    await expect(desk.accounts.get(newId())).rejects.toBeInstanceOf(NotFound);
  });

  it('honours If-Match', async () => {
    const { maker } = await buildTeam();
    const { id } = await propose(maker);
    const stale = desk.accounts.verify(finance, id, { ifMatch: '"7"' });
    await expect(stale).rejects.toBeInstanceOf(VersionConflict);
    expect(await desk.accounts.verify(finance, id, { ifMatch: '"1"' })).toMatchObject({
      version: 2,
    });
  });
});
