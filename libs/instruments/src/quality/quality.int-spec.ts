import { InvalidRequest } from '@app/http';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { DutyDesk } from '../testing/duty-desk';
import { TestRegister } from '../testing/register';
import { CRITERIA } from './completeness.criteria';
import type { QualityPageResponse } from './quality.dto';
import { listQuality } from './quality.queries';
import { QualityService } from './quality.service';

let database: TestDatabase;
let register: TestRegister;
let desk: DutyDesk;
let quality: QualityService;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  desk = new DutyDesk(register);
  quality = new QualityService(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await register.buildActor('lab_manager');
});

const missing = async (id: string): Promise<string[]> =>
  (await quality.get(id)).missing.map(({ field }) => field);

const RICH = {
  ...{ nameEn: 'SEM', bookedOn: '2026-08-26', acquisition: 'purchased' as const },
  ...{ instrumentType: 'general' as const, countryOfOrigin: '德国', subjects: ['430'] },
  ...{ specification: '1 nm', functions: '形貌', serviceContent: '拍照', userNotice: '预约使用' },
  ...{ contactName: '王晓', contactPhone: '0573-1', contactEmail: 'a@b.cn' },
  ...{ latitude: 30.7, longitude: 120.7 },
};

describe('QualityService.get', () => {
  it('names what a new record lacks, and what that affects', async () => {
    const { id } = await register.buildDraft(lab, { model: 'X' });
    const { score, summary } = await quality.get(id);
    expect(summary).toMatchObject({ zh: '缺 19 项，影响同步、预约、纳入' });
    expect(score).toBe(20);
  });

  it('sees the terms, the platform and the exemption as they come', async () => {
    const { id } = await register.buildDraft(lab, RICH);
    const standing = ['feeSchedule', 'openingHours', 'regionalId', 'fundingEvidence', 'photos'];
    expect(await missing(id)).toEqual(standing);
    const command = { actor: lab, instrumentId: id };
    const hours = { weekly: [{ weekday: 1, from: '08:00', to: '12:00' }], exceptions: [] };
    await register.terms.putOpeningHours(command, { ...hours, onHolidays: 'closed' });
    expect(await missing(id)).not.toContain('openingHours');
    const url = 'https://www.csjpt.cn/1';
    await desk.externalIds.put(command, [{ scheme: 'regional', url }]);
    expect(await missing(id)).toContain('regionalId');
    const bureau = await register.buildActor('bureau_reviewer');
    const decider = { actor: bureau, instrumentId: id };
    await desk.externalIds.verify(decider, { scheme: 'regional' });
    expect(await missing(id)).not.toContain('regionalId');
    const asked = await desk.exemptions.request({ actor: lab, id }, { reason: '测试' });
    const filing = { filingNumber: '1', endsOn: '2199-12-31' };
    await desk.exemptions.grant({ actor: bureau, id: asked.id }, filing);
    expect(await missing(id)).toEqual(['feeSchedule', 'photos']);
  });
});

describe('QualityService.list', () => {
  const all = async (actor: Actor, holderId?: string): Promise<QualityPageResponse['items']> => {
    const items: QualityPageResponse['items'] = [];
    let cursor: string | undefined;
    do {
      const page = await quality.list(actor, { limit: 2, holderId, cursor });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  };

  it('shows a holder its records, the least complete first, with their average', async () => {
    const fields = Object.entries(RICH);
    for (const size of [6, 0, fields.length, 3, 3])
      await register.buildDraft(lab, Object.fromEntries(fields.slice(0, size)));
    const scores = (await all(lab)).map(({ score }) => score);
    expect(scores).toHaveLength(5);
    expect(scores).toEqual([...scores].sort((left, right) => left - right));
    const { average, count } = await quality.list(lab, { limit: 1 });
    const sum = scores.reduce((left, right) => left + right, 0);
    expect([average, count]).toEqual([Math.round((sum / 5) * 10) / 10, 5]);
  });

  it('sorts by the very score that it shows, whatever is missing', async () => {
    for (let step = 0; step < 24; step += 1) {
      const some = Object.entries(RICH).filter((_, at) => ((step * 7 + at * 5) % 11) % 3 === 0);
      await register.buildDraft(lab, {
        ...Object.fromEntries(some.filter(([name]) => !/itude/.test(name))),
        ...(step % 3 === 0 && { model: '', fundingClasses: ['own'] }),
        ...(step % 4 === 0 && { services: ['sample'] }),
      });
    }
    const { manager } = database.dataSource;
    const { rows } = await listQuality(manager, lab, undefined, null, 100);
    const shown = new Map((await all(lab)).map((item) => [item.instrumentId, item.score]));
    expect(rows).toHaveLength(24);
    for (const { id, score } of rows) expect([id, shown.get(id)]).toEqual([id, score]);
    expect(new Set(shown.values()).size).toBeGreaterThan(5);
    expect(CRITERIA.length).toBeGreaterThan(20);
  });

  it('keeps the holder’s gaps from other holders, and shows them to its county and the bureau', async () => {
    const { id } = await register.buildDraft(lab);
    const holderId = lab.organisationId;
    for (const [role, regionCode, sees] of [
      ['lab_manager', '330402', false],
      ['county_reviewer', '330402', true],
      ['county_reviewer', '330481', false],
      ['bureau_reviewer', '330400', true],
    ] as const) {
      const reader = await register.buildActor(role, { regionCode });
      const found = (await all(reader, holderId)).map(({ instrumentId }) => instrumentId);
      expect([role, regionCode, found]).toEqual([role, regionCode, sees ? [id] : []]);
    }
  });

  it('has no average where there is nothing, and refuses a cursor of another list', async () => {
    expect(await quality.list(lab, {})).toEqual({ average: null, count: 0, items: [] });
    const foreign = Buffer.from('["x","y"]').toString('base64url');
    await expect(quality.list(lab, { cursor: foreign })).rejects.toThrow(InvalidRequest);
  });
});
