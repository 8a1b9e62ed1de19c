import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import { DateTime } from 'luxon';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { SecondPersonRequired } from '../claim.errors';
import { ClaimDesk } from '../testing/claim-desk';
import {
  BatchWithoutDocuments,
  ClaimObjected,
  ClaimsNotPublishable,
  NoOpenObjection,
  NoticeNotOver,
  NothingToObjectTo,
  ObjectionOpen,
  PolicyLoosened,
} from './payment-notice.errors';

let database: TestDatabase;
let desk: ClaimDesk;
let directory: string;
let bureau: Actor;
let finance: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  directory = mkdtempSync(join(tmpdir(), 'jiayi-notices-'));
  desk = new ClaimDesk(database.dataSource, directory);
  bureau = await desk.buildActor('bureau_admin');
  finance = await desk.buildActor('finance_officer');
});
afterEach(async () => {
  await setDatabaseTime(database, null);
  expect((await desk.invariants.check()).violations).toEqual([]);
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

/** A Thursday without holidays around it, in Shanghai. */
const THURSDAY = '2026-11-12';
const at = (day: string, time = '12:00:00'): Promise<void> =>
  setDatabaseTime(
    database,
    DateTime.fromISO(`${day}T${time}`, { zone: 'Asia/Shanghai' }) as DateTime<true>,
  );

/** An approved claim of a programme that asks for a notice of five working days. */
async function buildNoticed(): Promise<{ id: string; reviewer: Actor; programmeId: string }> {
  const programmeId = await desk.buildProgramme();
  await desk.policies.put(programmeId, { noticeWorkdays: 5 }, bureau, {});
  return desk.buildApproved(programmeId);
}

const pay = (...claimIds: string[]) => desk.batches.create(claimIds, finance);
const object = (claimId: string, by = bureau) =>
  desk.objections.record(claimId, { objector: '某公司', statement: '服务未发生' }, by, {});
const stateOf = async (id: string): Promise<string> => (await desk.claims.get(id)).state;

describe('a programme that asks for a public notice', () => {
  it('pays nothing before the notice is over, by the work calendar and the clock of the database', async () => {
    await at(THURSDAY);
    const { id } = await buildNoticed();
    await expect(pay(id)).rejects.toThrow(NoticeNotOver);
    const notice = await desk.notices.publish([id], bureau);
    expect(notice).toMatchObject({
      ...{ startsOn: THURSDAY, endsOn: '2026-11-19' },
      claims: [{ claimId: id, amountFen: 5_000, live: true, objections: [] }],
    });
    await at('2026-11-19', '23:59:59.999');
    await expect(pay(id)).rejects.toMatchObject({ members: { claimId: id } });
    expect(await stateOf(id)).toBe('approved');
    await at('2026-11-20', '00:00:00');
    expect(await pay(id)).toMatchObject({ state: 'instructed' });
  });

  it('counts anew when a working day becomes a holiday while the notice stands', async () => {
    await at(THURSDAY);
    const { id } = await buildNoticed();
    await desk.notices.publish([id], bureau);
    await desk.buildHoliday('2026-11-16');
    await at('2026-11-20');
    await expect(pay(id)).rejects.toThrow(NoticeNotOver);
    // Saturday: Friday, the fifth working day, is over.
    await at('2026-11-21');
    expect(await pay(id)).toMatchObject({ state: 'instructed' });
    await desk.db.query(`DELETE FROM work_calendar_day WHERE date = '2026-11-16'`);
  });

  it('is not got round in the database, by whoever tries', async () => {
    await at(THURSDAY);
    const { id, programmeId } = await buildNoticed();
    // Backdated: it begins today all the same.
    const noticeId = newId();
    await desk.db.query(
      `INSERT INTO payment_notice (id, programme_id, starts_on, ends_on, published_by) VALUES ($1, $2, '2026-01-05', $4, $3)`,
      [noticeId, programmeId, bureau.userId, THURSDAY],
    );
    await desk.db.query(
      'INSERT INTO payment_notice_line (notice_id, claim_id, amount_fen) VALUES ($1, $2, 5000)',
      [noticeId, id],
    );
    await at('2026-11-18');
    await expect(
      desk.db.query(`UPDATE claim SET state = 'in_batch' WHERE id = $1`, [id]),
    ).rejects.toMatchObject({ driverError: { constraint: 'claim_notice_not_over' } });
    const put = (body: object) => desk.policies.put(programmeId, body, bureau, {});
    await expect(put({})).rejects.toThrow(PolicyLoosened);
    await expect(put({ noticeWorkdays: 4 })).rejects.toThrow(PolicyLoosened);
    expect(await put({ noticeWorkdays: 6 })).toMatchObject({ noticeWorkdays: 6 });
  });

  it('asks for minutes and fund document where it says so', async () => {
    const programmeId = await desk.buildProgramme();
    await desk.policies.put(programmeId, { asksDocuments: true }, bureau, {});
    const { id } = await desk.buildApproved(programmeId);
    const numbers = { minutesNumber: '局务会〔2026〕7号', fundDocumentNumber: '嘉财〔2026〕12号' };
    await expect(pay(id)).rejects.toThrow(BatchWithoutDocuments);
    await expect(
      desk.batches.create([id], finance, undefined, { minutesNumber: numbers.minutesNumber }),
    ).rejects.toThrow(BatchWithoutDocuments);
    expect(await desk.batches.create([id], finance, undefined, numbers)).toMatchObject(numbers);
  });
});

describe('PaymentNotices.publish', () => {
  it('publishes approved claims once, of one programme, and lets others go on as ever', async () => {
    const { claim } = await desk.buildClaim();
    await expect(desk.notices.publish([claim.id], bureau)).rejects.toThrow(ClaimsNotPublishable);
    const { id } = await desk.buildApproved();
    const rivals = Array.from({ length: 8 }, () => desk.notices.publish([id], bureau));
    const results = await Promise.allSettled(rivals);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ClaimsNotPublishable);
    expect((await desk.notices.list({ limit: 1 })).items[0]?.claims[0]?.claimId).toBe(id);
    // Its programme asks for no notice: nothing waits for it.
    expect(await pay(id)).toMatchObject({ state: 'instructed', minutesNumber: null });
  });
});

describe('NoticeObjections', () => {
  it('stop the claim they concern and no other, until another person dismisses them', async () => {
    await at(THURSDAY);
    const { id, programmeId, reviewer } = await buildNoticed();
    const other = await desk.buildApproved(programmeId);
    await expect(object(id)).rejects.toThrow(NothingToObjectTo);
    await desk.notices.publish([id, other.id], bureau);
    await object(id);
    await expect(object(id)).rejects.toThrow(ObjectionOpen);
    await at('2026-11-20');
    await expect(pay(id, other.id)).rejects.toThrow(ClaimObjected);
    expect(await pay(other.id)).toMatchObject({ totalFen: 5_000 });

    const dismissed = { outcome: 'dismissed', reason: '已核实' } as const;
    const decide = (by: Actor) => desk.objections.decide(id, dismissed, by, {});
    await expect(decide(bureau)).rejects.toThrow(SecondPersonRequired);
    await expect(decide(reviewer)).rejects.toThrow(SecondPersonRequired);
    const decider = await desk.buildActor('bureau_admin');
    const { claims } = await decide(decider);
    expect(claims.find(({ claimId }) => claimId === id)?.objections).toMatchObject([
      { objector: '某公司', outcome: 'dismissed', decidedBy: decider.userId },
    ]);
    await expect(decide(decider)).rejects.toThrow(NoOpenObjection);
    expect(await pay(id)).toMatchObject({ state: 'instructed' });
    await expect(object(id)).rejects.toThrow(NothingToObjectTo);
  });

  it('return an upheld claim for repair, which is published anew', async () => {
    await at(THURSDAY);
    const { id } = await buildNoticed();
    const notice = await desk.notices.publish([id], bureau);
    await object(id);
    const decider = await desk.buildActor('bureau_admin');
    await desk.objections.decide(id, { outcome: 'upheld', reason: '报告缺失' }, decider, {});
    expect(await desk.claims.get(id)).toMatchObject({
      ...{ state: 'returned', returnReason: '报告缺失', reviewerId: decider.userId },
    });
    const line = (await desk.notices.list({})).items.find((one) => one.id === notice.id)?.claims[0];
    expect(line).toMatchObject({ live: false, objections: [{ outcome: 'upheld' }] });
    await desk.db.query(`UPDATE claim SET state = 'approved', return_reason = NULL WHERE id = $1`, [
      id,
    ]);
    await at('2026-12-01');
    await expect(pay(id)).rejects.toThrow(NoticeNotOver);
    await desk.notices.publish([id], bureau);
    await at('2026-12-20');
    expect(await pay(id)).toMatchObject({ state: 'instructed' });
  });

  it('win or lose against a payment at the same moment, and never both', async () => {
    for (let round = 0; round < 10; round += 1) {
      await at(THURSDAY);
      const { id } = await buildNoticed();
      await desk.notices.publish([id], bureau);
      await at('2026-11-20');
      const [objected, paid] = await Promise.allSettled([object(id), pay(id)]);
      expect([objected.status, paid.status].sort()).toEqual(['fulfilled', 'rejected']);
      if (objected.status === 'rejected') expect(objected.reason).toBeInstanceOf(NothingToObjectTo);
      if (paid.status === 'rejected') expect(paid.reason).toBeInstanceOf(ClaimObjected);
      expect(await stateOf(id)).toBe(paid.status === 'fulfilled' ? 'in_batch' : 'approved');
    }
  });

  it('are decided once, by one of those who try at once', async () => {
    const { id } = await buildNoticed();
    await desk.notices.publish([id], bureau);
    await object(id);
    const deciders = await Promise.all(
      Array.from({ length: 6 }, () => desk.buildActor('bureau_admin')),
    );
    const results = await Promise.allSettled(
      deciders.map((decider, index) => {
        const outcome = index % 2 === 0 ? 'upheld' : 'dismissed';
        return desk.objections.decide(id, { outcome, reason: '已核实' }, decider, {});
      }),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(NoOpenObjection);
    await expect(
      desk.db.query(`UPDATE notice_objection SET outcome = 'dismissed' WHERE claim_id = $1`, [id]),
    ).rejects.toMatchObject({ driverError: { constraint: 'notice_objection_decided' } });
  });
});
