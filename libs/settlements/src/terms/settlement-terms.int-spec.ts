import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { attempts } from '../testing/attempts';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';
import type { SettlementMode } from './settlement-terms.words';

let database: TestDatabase;
let desk: SettlementDesk;
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
});
beforeEach(async () => {
  sides = await desk.buildSides();
});
afterEach(() => setDatabaseTime(database, null));
afterAll(() => database.drop());

/** The mode that holds between two sides at a moment, as orders find it. */
async function modeAt({ holder, user }: Sides, moment: DateTime): Promise<SettlementMode | null> {
  const [row]: { mode: SettlementMode | null }[] = await desk.db.query(
    'SELECT mode FROM settlement_terms_at($1, $2, $3)',
    [holder.organisationId, user.organisationId, moment.toISO()],
  );
  return row?.mode ?? null;
}

const byDefault = { customerOrganisationId: null };

describe('SettlementTermsService.put', () => {
  it('sets a default and, beside it, terms of one user organisation', async () => {
    const first = await desk.agree(sides, { ...byDefault, mode: 'prepaid', daysToPay: 0 });
    expect(first).toMatchObject({ customerOrganisationId: null, version: 1, mode: 'prepaid' });
    await desk.agree(sides, { mode: 'monthly', arrearsLimitFen: null });
    const again = await desk.agree(sides, { ...byDefault, mode: 'deposit' });
    expect(again).toMatchObject({ version: 2, arrearsLimitFen: null, reportAfterPayment: false });
    const { items } = await desk.terms.list(sides.holder);
    expect(items.map(({ mode, version }) => [mode, version])).toEqual([
      ['deposit', 2],
      ['monthly', 1],
    ]);
    expect((await desk.terms.list(sides.user)).items).toEqual([]);
  });

  it('leaves every moment before it with the terms of then', async () => {
    const moments = [3, 4, 5, 6].map((month) => DateTime.utc(2026, month, 1) as DateTime<true>);
    const modes: (SettlementMode | null)[] = [];
    const changes = [
      () => desk.agree(sides, { ...byDefault, mode: 'after_service' }),
      () => desk.agree(sides, { mode: 'monthly' }),
      () => desk.agree(sides, { mode: 'deposit' }),
      () =>
        desk.terms.withdraw(
          sides.holder,
          { customerOrganisationId: sides.user.organisationId },
          {},
        ),
    ];
    for (const [at, change] of changes.entries()) {
      await setDatabaseTime(database, moments[at] ?? null);
      await change();
    }
    modes.push(await modeAt(sides, DateTime.utc(2026, 2, 28)));
    for (const moment of moments) modes.push(await modeAt(sides, moment));
    expect(modes).toEqual([null, 'after_service', 'monthly', 'deposit', 'after_service']);
    const stranger = { ...sides, user: await desk.buildActor('enterprise_admin') };
    expect(await modeAt(stranger, DateTime.utc(2026, 6, 2))).toBe('after_service');
  });

  it('numbers versions without a gap when many set them at once', async () => {
    const outcomes = await attempts(8, (at) => desk.agree(sides, { daysToPay: at }));
    expect(outcomes).toEqual(Array(8).fill('done'));
    const rows: { version: number }[] = await desk.db.query(
      'SELECT version FROM settlement_terms WHERE holder_organisation_id = $1 ORDER BY 1',
      [sides.holder.organisationId],
    );
    expect(rows.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('refuses a stale version, an unknown customer and the own house', async () => {
    const { holder, user } = sides;
    await desk.agree(sides);
    const terms = { mode: 'monthly', daysToPay: 10 } as const;
    const stale = desk.terms.put(
      holder,
      { ...terms, customerOrganisationId: user.organisationId },
      { ifMatch: '"7"' },
    );
    await expect(stale).rejects.toMatchObject({ code: 'version-conflict' });
    for (const [customerOrganisationId, code] of [
      [holder.userId, 'customer-unknown'],
      [holder.organisationId, 'customer-of-own-house'],
    ] as const) {
      await expect(
        desk.terms.put(holder, { ...terms, customerOrganisationId }, {}),
      ).rejects.toMatchObject({
        members: { errors: [{ pointer: '/customerOrganisationId', code }] },
      });
    }
  });

  it('keeps what was set: no version is changed or removed', async () => {
    await desk.agree(sides);
    for (const change of [
      'UPDATE settlement_terms SET days_to_pay = 1',
      'DELETE FROM settlement_terms',
    ])
      await expect(desk.db.query(change)).rejects.toThrow('permission denied');
  });
});

describe('SettlementTermsService.withdraw', () => {
  it('says so when there is nothing to withdraw', async () => {
    const withdraw = () =>
      desk.terms.withdraw(sides.holder, { customerOrganisationId: sides.user.organisationId }, {});
    await expect(withdraw()).rejects.toMatchObject({
      members: { errors: [{ code: 'no-own-terms' }] },
    });
    await desk.agree(sides);
    expect(await withdraw()).toEqual({ items: [] });
    await expect(withdraw()).rejects.toMatchObject({
      members: { errors: [{ code: 'no-own-terms' }] },
    });
    expect(await desk.agree(sides)).toMatchObject({ version: 3 });
  });
});
