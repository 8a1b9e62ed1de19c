import { DateTime } from 'luxon';
import { instantOf } from '@app/common';
import { findRoleConflict, OFFICE_ROLES, type Role } from '@app/identity';
import { LedgerInvariants } from '@app/vouchers';
import { WorkCalendarService } from '@app/work-calendar';
import { bookingReasons } from '../../../../libs/reservations/src/booking/booking.rules';
import { findBookable } from '../../../../libs/instruments/src/bookable-instrument';
import { CLAIM_INVARIANTS } from '../../../../libs/claims/src/invariants.sql';
import { organisationProblems } from '../../../../libs/identity/src/organisations/organisation.rules';
import { descriptionFaults } from '../../../../libs/instruments/src/record/description.rules';
import { draftOf } from '../../../../libs/instruments/src/record/instrument-draft';
import { policyFaults } from '../../../../libs/instruments/src/terms/booking-policy.rules';
import { openingHoursFaults } from '../../../../libs/instruments/src/terms/opening-hours.rules';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { connect } from '../connection';
import { DEMONSTRATION_ACCOUNTS } from '../demonstration-accounts';
import { isEmpty, seedDemonstration } from '../seed';
import { Chance } from './chance';

const PASSWORD = 'demonstration';
const NOW = DateTime.fromISO('2026-11-23T09:53:00+08:00') as DateTime<true>;

type Counts = Record<string, number>;

let database: TestDatabase;
const query = <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  database.dataSource.query(sql, parameters);
const countsOf = async (sql: string): Promise<Counts> => {
  const rows = await query<{ key: string; count: string }>(sql);
  return Object.fromEntries(rows.map(({ key, count }) => [key, Number(count)]));
};

beforeAll(async () => {
  database = await createTestDatabase();
  await setDatabaseTime(database, NOW);
  await seedDemonstration(database.dataSource, { password: PASSWORD });
});
afterAll(() => database.drop());

describe('seedDemonstration', () => {
  it('tells of enough organisations, instruments in and outside Jiaxing, and reservations', async () => {
    const [row] = await query<Counts>(
      `SELECT (SELECT count(*)::int FROM organisation) AS organisations,
              (SELECT count(*)::int FROM instrument) AS instruments,
              (SELECT count(DISTINCT left(category_code, 4))::int FROM instrument) AS categories,
              (SELECT count(*)::int FROM instrument WHERE region_code NOT LIKE '3304%') AS outside,
              (SELECT count(*)::int FROM instrument WHERE must_share) AS must_share,
              (SELECT count(*)::int FROM reservation WHERE starts_at < app_now()) AS behind,
              (SELECT count(*)::int FROM reservation WHERE starts_at >= app_now()) AS ahead`,
    );
    expect(row?.organisations).toBeGreaterThanOrEqual(10);
    expect(row?.instruments).toBeGreaterThanOrEqual(64);
    expect(row?.categories).toBeGreaterThanOrEqual(8);
    expect(row?.outside).toBeGreaterThanOrEqual(20);
    expect(row?.must_share).toBeGreaterThanOrEqual(20);
    expect(row?.behind).toBeGreaterThanOrEqual(300);
    expect(row?.ahead).toBeGreaterThanOrEqual(200);
    const values = await query<{ value: string; shares: boolean }>(
      `SELECT original_value_fen AS value, must_share AS shares FROM instrument
        WHERE original_value_fen IN (29999999, 30000000) ORDER BY 1`,
    );
    expect(values).toEqual([
      { value: '29999999', shares: false },
      { value: '30000000', shares: true },
    ]);
  });

  it('lets exactly the announced accounts sign in', async () => {
    const rows = await query<{ login: string }>(
      'SELECT login FROM app_user WHERE active ORDER BY login',
    );
    expect(rows.map(({ login }) => login)).toEqual(
      DEMONSTRATION_ACCOUNTS.map(({ login }) => login).sort(),
    );
  });

  it('gives nobody roles that are kept apart, and roles of offices to people of offices only', async () => {
    const people = await query<{ login: string; roles: Role[] }>(
      `SELECT u.login, array_agg(m.role) AS roles FROM membership m JOIN app_user u ON u.id = m.user_id GROUP BY 1`,
    );
    expect(people.filter(({ roles }) => findRoleConflict(roles))).toEqual([]);
    const elsewhere = await query(
      `SELECT u.login FROM membership m JOIN app_user u ON u.id = m.user_id
         JOIN organisation o ON o.id = m.organisation_id
        WHERE m.role = ANY ($1) AND o.kind <> 'government'`,
      [OFFICE_ROLES],
    );
    expect(elsewhere).toEqual([]);
  });

  it('has an organisation that waits to be verified, and one with a department in charge', async () => {
    const [row] = await query<Counts>(
      `SELECT (SELECT count(*)::int FROM organisation WHERE verification = 'pending') AS waiting,
              (SELECT count(*)::int FROM reservation r JOIN organisation o ON o.id = r.user_organisation_id
                WHERE o.verification = 'pending') AS booked,
              (SELECT count(*)::int FROM organisation o
                 JOIN membership m ON m.organisation_id = o.supervisor_id AND m.role = 'department_reviewer') AS supervised`,
    );
    expect(row).toEqual({ waiting: 1, booked: 0, supervised: 1 });
  });

  it('has well-formed organisations, instruments and terms', async () => {
    const organisations = await query<{ creditCode: string; regionCode: string }>(
      'SELECT credit_code AS "creditCode", region_code AS "regionCode" FROM organisation',
    );
    const instruments = await query<object>('SELECT * FROM instrument');
    const policies = await query<{ rules: Parameters<typeof policyFaults>[0] }>(
      'SELECT rules FROM booking_policy',
    );
    const hours = await query<Parameters<typeof openingHoursFaults>[0]>(
      'SELECT weekly, exceptions, on_holidays AS "onHolidays" FROM opening_hours',
    );
    expect(organisations.flatMap((one) => organisationProblems(one))).toEqual([]);
    expect(instruments.flatMap((row) => descriptionFaults(draftOf(row)))).toEqual([]);
    expect(policies.flatMap(({ rules }) => policyFaults(rules))).toEqual([]);
    expect(hours.flatMap(openingHoursFaults)).toEqual([]);
  });

  it('gives every listed instrument a unit, hours, rules and a price on every day told of', async () => {
    const lacking = await query(
      `SELECT i.asset_number FROM instrument i
        WHERE i.status = 'listed'
          AND NOT (EXISTS (SELECT FROM instrument_unit u WHERE u.instrument_id = i.id)
               AND EXISTS (SELECT FROM opening_hours h WHERE h.instrument_id = i.id)
               AND EXISTS (SELECT FROM booking_policy p WHERE p.instrument_id = i.id)
               AND EXISTS (SELECT FROM fee_schedule f WHERE f.instrument_id = i.id
                            AND f.valid_from < (app_now() - interval '30 days')::date)
               AND i.listed_at < app_now() - interval '30 days')`,
    );
    expect(lacking).toEqual([]);
    const statuses = await countsOf('SELECT status AS key, count(*) FROM instrument GROUP BY 1');
    expect(Object.keys(statuses).sort()).toEqual(
      ['draft', 'listed', 'returned', 'retired', 'submitted', 'suspended'].sort(),
    );
  });

  it('books nothing twice and nothing outside the rules of its instrument', async () => {
    const overlaps = await query(
      `SELECT a.id, b.id FROM occupancy a JOIN occupancy b ON a.unit_id = b.unit_id AND a.id < b.id
          AND a.during && b.during WHERE a.blocking AND b.blocking`,
    );
    expect(overlaps).toEqual([]);
    const rows = await query<{
      instrument: string;
      starts_at: Date;
      ends_at: Date;
      made: Date;
      qualification: { validUntil: string } | null;
    }>(
      `SELECT instrument_id AS instrument, starts_at, ends_at, created_at AS made,
              (SELECT jsonb_build_object('validUntil', q.valid_until) FROM qualification q
                WHERE q.instrument_id = r.instrument_id AND q.user_id = r.reserved_by
                  AND q.granted_at < r.created_at) AS qualification
         FROM reservation r`,
    );
    const calendar = await new WorkCalendarService(database.dataSource).load();
    const known = new Map<string, Awaited<ReturnType<typeof findBookable>>>();
    const broken: string[] = [];
    for (const row of rows) {
      const instrument =
        known.get(row.instrument) ??
        (await findBookable(database.dataSource.manager, row.instrument, null));
      known.set(row.instrument, instrument);
      if (!instrument) throw new Error(`no instrument ${row.instrument}`);
      const reasons = bookingReasons({
        instrument,
        calendar,
        period: { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) },
        now: instantOf(row.made),
        quotaUse: [],
        neighbours: [],
        qualification: row.qualification ?? undefined,
      });
      broken.push(...reasons.map(({ code }) => `${instrument.nameZh}: ${code}`));
    }
    expect(rows.length).toBeGreaterThanOrEqual(600);
    expect(broken).toEqual([]);
    const overQuota = await query(
      `SELECT r.instrument_id, r.user_organisation_id FROM reservation r
         JOIN booking_policy p ON p.instrument_id = r.instrument_id
        CROSS JOIN LATERAL jsonb_to_recordset(p.rules->'quotas') AS quota (scope text, per text, count int, minutes int)
        WHERE r.state NOT IN ('rejected', 'cancelled', 'expired')
        GROUP BY 1, 2, quota.per, quota.count, quota.minutes, date_trunc(quota.per, r.starts_at AT TIME ZONE 'Asia/Shanghai')
       HAVING count(*) > quota.count OR sum(extract(epoch FROM r.ends_at - r.starts_at)) / 60 > quota.minutes`,
    );
    expect(overQuota).toEqual([]);
  });

  it('keeps reservation, order, history and occupancy of one mind', async () => {
    const astray = await query(
      `SELECT r.id, r.state, o.state AS order_state, h.to_state, y.blocking
         FROM reservation r JOIN service_order o ON o.id = r.order_id JOIN occupancy y ON y.reservation_id = r.id
         JOIN LATERAL (SELECT count(*) AS steps, (array_agg(to_state ORDER BY at DESC))[1] AS to_state, max(at) AS latest,
                              bool_and(from_state IS NOT DISTINCT FROM before) AS linked
                         FROM (SELECT s.*, lag(to_state) OVER (ORDER BY at) AS before FROM reservation_history s
                                WHERE s.reservation_id = r.id) chain) h ON true
        WHERE r.state <> h.to_state OR r.version <> h.steps OR NOT h.linked OR h.latest > app_now()
           OR y.blocking <> (r.state IN ('requested', 'confirmed', 'in_use', 'used', 'completed'))
           OR o.state NOT IN (CASE r.state WHEN 'completed' THEN 'completed' WHEN 'cancelled' THEN 'cancelled'
                WHEN 'rejected' THEN 'cancelled' WHEN 'expired' THEN 'cancelled' WHEN 'no_show' THEN 'cancelled' ELSE 'open' END,
                CASE r.state WHEN 'completed' THEN 'accepted' END)
           OR (r.state IN ('requested', 'confirmed') AND r.starts_at <= app_now())
           OR (r.state = 'in_use' AND NOT (r.starts_at <= app_now() AND app_now() < r.ends_at))
           OR o.completed_at > app_now() OR o.accepted_at < o.completed_at OR o.accepted_at > app_now()
           OR (o.state = 'completed' AND o.completed_at < app_now() - interval '8 days')`,
    );
    expect(astray).toEqual([]);
    const orphans = await query(
      `SELECT o.id FROM service_order o WHERE (o.voucher_id IS NOT NULL) <> EXISTS
         (SELECT FROM voucher_hold h WHERE h.order_id = o.id AND h.voucher_id = o.voucher_id AND h.amount_fen = o.voucher_fen
             AND coalesce(h.captured_fen, 0) = o.captured_fen
             AND h.state = CASE o.state WHEN 'open' THEN 'held' WHEN 'cancelled' THEN 'released' ELSE 'captured' END)`,
    );
    expect(orphans).toEqual([]);
  });

  it('shows the lab its day: one in use, some to answer, some to come', async () => {
    const states = await countsOf(
      `SELECT r.state AS key, count(*) FROM reservation r JOIN instrument i ON i.id = r.instrument_id
         JOIN membership m ON m.organisation_id = i.holder_id JOIN app_user u ON u.id = m.user_id AND u.login = 'lab'
        WHERE (r.starts_at AT TIME ZONE 'Asia/Shanghai')::date = (app_now() AT TIME ZONE 'Asia/Shanghai')::date GROUP BY 1`,
    );
    expect(states.in_use).toBeGreaterThanOrEqual(1);
    expect(states.requested).toBeGreaterThanOrEqual(2);
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(8);
  });

  it('keeps every invariant of the books, with claims in every stage', async () => {
    const invariants = new LedgerInvariants(database.dataSource);
    invariants.add(CLAIM_INVARIANTS);
    expect((await invariants.check()).violations).toEqual([]);
    const claims = await countsOf('SELECT state AS key, count(*) FROM claim GROUP BY 1');
    for (const state of ['submitted', 'approved', 'returned', 'in_batch', 'paid'])
      expect(claims[state]).toBeGreaterThanOrEqual(1);
    const holds = await countsOf('SELECT state AS key, count(*) FROM voucher_hold GROUP BY 1');
    for (const state of ['held', 'captured', 'released'])
      expect(holds[state]).toBeGreaterThanOrEqual(1);
    const [claimable] = await query<{ count: number }>(
      `SELECT count(*)::int FROM service_order o JOIN voucher_hold h ON h.order_id = o.id AND h.state = 'captured'
         JOIN membership m ON m.organisation_id = o.user_organisation_id JOIN app_user u ON u.id = m.user_id
        WHERE u.login = 'enterprise' AND m.role = 'enterprise_admin' AND o.state = 'accepted'
          AND NOT EXISTS (SELECT FROM claim WHERE claim.order_id = o.id)`,
    );
    expect(claimable?.count).toBeGreaterThanOrEqual(1);
  });

  it('is the same in another database, but for the password and what is random on purpose', async () => {
    const other = await createTestDatabase();
    try {
      await setDatabaseTime(other, NOW);
      await seedDemonstration(other.dataSource, { password: 'another one' });
      expect(await digestsOf(other)).toEqual(await digestsOf(database));
    } finally {
      await other.drop();
    }
  });

  it('holds at other moments too: at night, on a holiday and at the turn of the year', async () => {
    for (const at of [
      '2026-11-23T23:41:00+08:00',
      '2026-10-03T03:05:00+08:00',
      '2027-01-02T12:00:00+08:00',
      '2026-02-20T08:30:00+08:00',
    ]) {
      const other = await createTestDatabase();
      try {
        await setDatabaseTime(other, DateTime.fromISO(at) as DateTime<true>);
        await seedDemonstration(other.dataSource, { password: PASSWORD });
        const invariants = new LedgerInvariants(other.dataSource);
        invariants.add(CLAIM_INVARIANTS);
        expect((await invariants.check()).violations).toEqual([]);
        const [row]: Counts[] = await other.dataSource.query(
          `SELECT (SELECT count(*)::int FROM reservation) AS reservations,
                  (SELECT count(DISTINCT state)::int FROM claim) AS claim_states,
                  (SELECT count(*)::int FROM reservation WHERE state = 'in_use') AS in_use`,
        );
        expect(row?.reservations).toBeGreaterThanOrEqual(600);
        expect(row?.claim_states).toBe(5);
        expect(row?.in_use).toBeGreaterThanOrEqual(1);
      } finally {
        await other.drop();
      }
    }
  });

  it('changes nothing where somebody has begun to work', async () => {
    const before = await digestsOf(database);
    await seedDemonstration(database.dataSource, { password: PASSWORD });
    expect(await digestsOf(database)).toEqual(before);
  });

  it('is written once by two launchers at the same time', async () => {
    const other = await createTestDatabase();
    try {
      await setDatabaseTime(other, NOW);
      const seeding = () => seedDemonstration(other.dataSource, { password: PASSWORD });
      await Promise.all([seeding(), seeding()]);
      expect(await digestsOf(other)).toEqual(await digestsOf(database));
    } finally {
      await other.drop();
    }
  });

  it('leaves nothing behind when it breaks', async () => {
    const other = await createTestDatabase();
    try {
      // The last thing it does is refused.
      await connect(other.urls.owner, (owner) =>
        owner.query("ALTER TABLE ledger_transfer ADD CONSTRAINT broken CHECK (kind <> 'confirm')"),
      );
      await expect(seedDemonstration(other.dataSource, { password: PASSWORD })).rejects.toThrow();
      expect(await isEmpty(other.dataSource)).toBe(true);
    } finally {
      await other.drop();
    }
  });
});

describe('Chance', () => {
  it('chooses the same for the same name and keeps its bounds', () => {
    const draw = (name: string) => {
      const chance = new Chance(name);
      return Array.from({ length: 200 }, () => chance.whole(3, 7));
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
    expect([...new Set(draw('a'))].sort()).toEqual([3, 4, 5, 6, 7]);
    expect(new Chance('c').shuffled([1, 2, 3]).sort()).toEqual([1, 2, 3]);
  });
});

/** One digest of every table's content, without what differs on purpose. */
async function digestsOf({ dataSource }: TestDatabase): Promise<Record<string, string>> {
  const tables: { name: string }[] = await dataSource.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('schema_migration', 'audit_entry')
      ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const [row]: { digest: string }[] = await dataSource.query(
      `SELECT md5(coalesce(string_agg(content, ',' ORDER BY content), '')) AS digest
         FROM (SELECT (to_jsonb(t) - '{password_hash,digest_salt}'::text[])::text AS content FROM ${name} t) AS rows`,
    );
    digests[name] = row?.digest ?? '';
  }
  return digests;
}
