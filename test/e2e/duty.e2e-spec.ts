import type { ApiClient } from './api-client';
import { describeInstrument, type Instrument } from './instruments';
import { eventually, startWorld, type World } from './world';

let world: World;
let lab: ApiClient;
let bureau: ApiClient;

beforeAll(async () => {
  world = await startWorld();
  lab = await world.buildClient('lab_manager');
  bureau = await world.buildClient('bureau_reviewer');
});
afterAll(() => world.stop());

interface Duty {
  reportDueOn?: string;
  reportDueProvisional: boolean;
  exemption?: { state: string };
}

interface Summary {
  inclusionRate: { value: number | null };
  figures: { code: string; count: number; list: string }[];
}

const dutyOf = (id: string): Promise<Duty> => lab.get(`/instruments/${id}/duty`);

describe('the duty to share', () => {
  it('follows the work calendar, once its holidays are known', async () => {
    const asset = describeInstrument({ acceptedOn: '2026-12-01' });
    const { id } = await lab.create<Instrument>('/instruments', asset);
    expect(await dutyOf(id)).toMatchObject({
      ...{ reportDueOn: '2027-01-12', reportDueProvisional: true },
    });
    const days = [{ date: '2027-01-01', kind: 'holiday', nameZh: '元旦' }];
    await bureau.put('/work-calendar/2027', { days });
    const recounted = await eventually(
      () => dutyOf(id),
      ({ reportDueProvisional }) => !reportDueProvisional,
    );
    expect(recounted.reportDueOn).toBe('2027-01-13');
  });

  it('is counted with what is exempt beside it, each number with its list', async () => {
    const { id } = await lab.create<Instrument>('/instruments', describeInstrument());
    const asked = await lab.create<{ id: string }>(`/instruments/${id}/exemptions`, {
      reason: '承担专项任务',
    });
    const filing = { filingNumber: '嘉科备〔2026〕1号', endsOn: '2199-12-31' };
    await bureau.command(`/exemptions/${asked.id}/grant`, filing);
    expect((await dutyOf(id)).exemption?.state).toBe('granted');
    const { figures, inclusionRate } = await lab.get<Summary>('/duty/summary');
    expect(inclusionRate.value).toBe(0);
    for (const { code, count, list } of figures) {
      const page = await lab.get<{ items: object[] }>(list.replace('/api/v1', ''));
      expect([code, page.items.length]).toEqual([code, count]);
    }
    expect(figures.find(({ code }) => code === 'exempt')?.count).toBe(1);
  });
});
