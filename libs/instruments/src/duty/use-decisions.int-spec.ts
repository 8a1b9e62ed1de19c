import { FieldsRefused } from '@app/common';
import { VersionConflict } from '@app/http';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { OwnInstrument } from '../review/review.errors';
import { DutyDesk } from '../testing/duty-desk';
import { TestRegister } from '../testing/register';

let database: TestDatabase;
let register: TestRegister;
let desk: DutyDesk;
let lab: Actor;
let bureau: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  desk = new DutyDesk(register);
  lab = await register.buildActor('lab_manager');
  bureau = await register.buildActor('bureau_reviewer');
});
afterAll(() => database.drop());

const decide = (instrumentId: string, obliged: boolean, actor = bureau, ifMatch?: string) =>
  desk.decisions.decide({ actor, instrumentId, ifMatch }, { obliged, reason: '区域急需' });

describe('UseDecisions.decide', () => {
  it('obliges a set not bought for research, and takes that back', async () => {
    const { id, mustShare } = await register.buildDraft(lab, { uses: ['medical'] });
    expect(mustShare).toBe(false);
    expect(await decide(id, true)).toMatchObject({
      ...{ obliged: true, useObliged: true, reportDueOn: '2026-10-12' },
      reason: { code: 'use-decided' },
    });
    expect(await register.instruments.get(id)).toMatchObject({ mustShare: true, version: 2 });
    const back = await decide(id, false);
    expect(back).toMatchObject({ obliged: false, reason: { code: 'not-for-research' } });
    expect(back).not.toHaveProperty('reportDueOn');
    const reasons: unknown[] = await database.dataSource.query(
      'SELECT obliged, reason FROM use_decision WHERE instrument_id = $1 ORDER BY created_at',
      [id],
    );
    expect(reasons).toEqual([
      { obliged: true, reason: '区域急需' },
      { obliged: false, reason: '区域急需' },
    ]);
  });

  it('does not oblige what is too cheap or privately paid', async () => {
    const { id } = await register.buildDraft(lab, { uses: ['medical'], fundingClasses: ['own'] });
    expect(await decide(id, true)).toMatchObject({
      ...{ obliged: false, useObliged: true, reason: { code: 'no-public-money' } },
    });
  });

  it('is told to others once the instrument is listed', async () => {
    const { id } = await register.buildListed(lab, { uses: ['teaching'] });
    const before = await register.countMessages(id);
    await decide(id, true);
    expect(await register.countMessages(id)).toBe(before + 1);
  });

  it('#7 is refused for a research instrument, for one of the own organisation, and for a stale one', async () => {
    const research = await register.buildDraft(lab, { uses: ['research', 'medical'] });
    await expect(decide(research.id, false)).rejects.toThrow(FieldsRefused);
    const { id } = await register.buildDraft(lab, { uses: ['medical'] });
    const own = await register.buildActor('bureau_reviewer', {
      organisationId: lab.organisationId,
    });
    await expect(decide(id, true, own)).rejects.toThrow(OwnInstrument);
    await expect(decide(id, true, bureau, '"9"')).rejects.toThrow(VersionConflict);
  });
});
