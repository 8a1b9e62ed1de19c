import { fen } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import type { CreateInstrumentRequest } from '../record/record.dto';
import { TestRegister } from '../testing/register';
import { findBookableAfter } from '../bookable-instrument';
import type { ListInstrumentsQuery } from '../instrument.dto';

let database: TestDatabase;
let register: TestRegister;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  lab = await register.buildActor('lab_manager');
  for (const instrument of INSTRUMENTS) await register.buildDraft(lab, instrument);
});
afterAll(() => database.drop());

const INSTRUMENTS: Partial<CreateInstrumentRequest>[] = [
  { nameZh: '场发射扫描电子显微镜', model: 'Sigma 300', manufacturer: 'ZEISS', assetNumber: 'A-1' },
  { nameZh: '液相色谱-质谱联用仪', model: '6470', manufacturer: 'Agilent', assetNumber: 'A-2' },
  { nameZh: '核磁共振波谱仪', model: 'AVANCE NEO 600', manufacturer: 'Bruker', assetNumber: 'A-3' },
  {
    nameZh: '微机控制电子万能试验机',
    model: 'CMT-5105',
    manufacturer: '三思纵横',
    assetNumber: 'A-4',
  },
  { nameZh: '冷冻干燥机', model: 'LGJ-10', manufacturer: '松源华兴', assetNumber: 'SIGMA-300X' },
  { nameZh: '半导体参数仪', nameEn: 'Semiconductor analyser', model: 'B1500A', assetNumber: 'A-6' },
];

const list = async (query: Partial<ListInstrumentsQuery>, reader = lab) =>
  register.instruments.list(reader, query);
const namesFor = async (q: string) => (await list({ q })).items.map(({ nameZh }) => nameZh);

describe('searching instruments', () => {
  it.each([
    ['a Chinese word of two characters', '扫描', ['场发射扫描电子显微镜']],
    ['one character', '冻', ['冷冻干燥机']],
    ['a model without its blank', 'sigma300', ['场发射扫描电子显微镜', '冷冻干燥机']],
    ['a model with a dash it lacks', 'AVANCE-NEO', ['核磁共振波谱仪']],
    ['a model without its dash', 'cmt5105', ['微机控制电子万能试验机']],
    ['full-width letters', 'ＣＭＴ５１０５', ['微机控制电子万能试验机']],
    ['pinyin', 'saomiao', ['场发射扫描电子显微镜']],
    ['initials', 'hcgz', ['核磁共振波谱仪']],
    ['initials from the middle', 'wnsyj', ['微机控制电子万能试验机']],
    ['initials of what it is also called', 'smdj', ['场发射扫描电子显微镜']],
    ['what is no pinyin', 'donggangjx', []],
    ['pinyin of a synonym', 'dongganji', ['冷冻干燥机']],
    ['a synonym', '扫描电镜', ['场发射扫描电子显微镜']],
    ['an abbreviation, not inside a word', 'FESEM', ['场发射扫描电子显微镜']],
    ['an abbreviation in two words', 'LC MS', ['液相色谱-质谱联用仪']],
    ['a synonym inside a longer word', '电子拉力机', ['微机控制电子万能试验机']],
    ['what the trade calls it', '材料试验机', ['微机控制电子万能试验机']],
    ['a synonym of a part of its name', '微机控制电子材料试验机', ['微机控制电子万能试验机']],
    ['all of several words', 'bruker 核磁', ['核磁共振波谱仪']],
    ['several words of which one is missing', 'bruker 扫描', []],
    ['a lone dash', '-', []],
    ['a sign of a pattern', '%', []],
    ['quotes and strokes', `'\\' | 'x`, []],
    ['a word of a question', '!', []],
  ])('finds %s', async (_what, q, names) => {
    expect(await namesFor(q)).toEqual(names);
  });

  it('finds by a holder that took another name, and no more by the old one', async () => {
    const { organisationId } = lab;
    await database.dataSource.query('UPDATE organisation SET name_zh = $2 WHERE id = $1', [
      organisationId,
      '嘉兴南湖学院',
    ]);
    expect(await namesFor('南湖学院')).toHaveLength(INSTRUMENTS.length);
    expect(await namesFor('测试单位')).toEqual([]);
  });

  it('puts an exact model or number before names and these before all else', async () => {
    const { items } = await list({ q: 'Sigma-300' });
    expect(items.map(({ model }) => model)).toEqual(['Sigma 300', 'LGJ-10']);
    const byWord = await list({ q: 'sem' });
    expect(byWord.items.map(({ nameZh }) => nameZh)).toEqual([
      '半导体参数仪',
      '场发射扫描电子显微镜',
    ]);
  });

  it('goes through the pages in one order without repeating anything', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ q: '仪', limit: 1, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    const whole = await list({ q: '仪' });
    expect(seen).toEqual(whole.items.map(({ id }) => id));
    expect(new Set(seen).size).toBe(3);
  });

  it.each([
    ['a letter too much', 'brukker', 'bruker', 1],
    ['a missing letter', 'agilnt', 'agilent', 1],
    ['swapped letters', 'zesis', 'zeiss', 2],
    ['letters swapped in the middle', 'brkuer', 'bruker', 1],
    ['a wrong character', '核慈共振', '核磁共振', 1],
  ])('guesses %s where nothing is called so, and says it', async (_what, q, correctedTo, count) => {
    const found = await list({ q });
    expect(found.correctedTo).toBe(correctedTo);
    expect(found.items).toHaveLength(count);
    expect(await register.instruments.countFacets(lab, { q })).toMatchObject({
      correctedTo,
      total: count,
    });
  });

  it.each(['Sigma 400', 'bruker 扫描', 'zz', '扫'])('guesses nothing for %s', async (q) => {
    expect((await list({ q })).correctedTo).toBeUndefined();
  });

  it('#14 guesses no word that only a hidden instrument is called', async () => {
    const stranger = await register.buildActor('enterprise_member');
    expect(await list({ q: 'brukker' }, stranger)).toEqual({ items: [] });
  });

  it('finds free time by the same words', async () => {
    const { id } = await register.buildListed(lab, {
      nameZh: '透射电子显微镜',
      model: 'Talos F200',
    });
    const filter = { serviceDate: '2026-12-01', q: 'tsdj' };
    const found = await findBookableAfter(database.dataSource.manager, filter, undefined, 5);
    expect(found.map((instrument) => instrument.id)).toEqual([id]);
    const meant = await register.instruments.correctTyping(database.dataSource.manager, 'Tallos');
    expect(meant).toBe('talos');
  });
});

describe('filters and facets', () => {
  let holder: Actor;
  const at = (latitude: number, longitude: number) => ({ latitude, longitude });

  beforeAll(async () => {
    holder = await register.buildActor('lab_manager');
    const near = await register.buildListed(holder, {
      nameZh: '仪器甲',
      services: ['slot', 'sample'],
      tags: ['高温', '真空'],
      ...at(30.7522, 120.758),
    });
    await register.buildListed(holder, {
      nameZh: '仪器乙',
      services: ['sample'],
      tags: ['真空'],
      regionCode: '310104',
      categoryCode: '010204',
      ...at(31.2304, 121.4737),
    });
    await register.buildListed(holder, { nameZh: '仪器丙', categoryCode: '020101' });
    const command = { actor: holder, instrumentId: near.id };
    await register.terms.putFeeSchedule(command, {
      validFrom: '2026-01-01',
      lines: [{ kind: 'per_hour', amountFen: fen(30_000) }],
    });
    await register.terms.putFeeSchedule(command, {
      validFrom: '2099-01-01',
      lines: [{ kind: 'per_hour', amountFen: fen(10) }],
    });
  });

  const found = async (query: Partial<ListInstrumentsQuery>) => {
    const { items } = await list({ holderId: holder.organisationId, ...query }, holder);
    return items.map(({ nameZh }) => nameZh.slice(-1)).join('');
  };

  it.each<[string, Partial<ListInstrumentsQuery>, string]>([
    ['nothing but the holder', {}, '丙乙甲'],
    ['a service', { service: 'sample' }, '乙甲'],
    ['one tag', { tags: '真空' }, '乙甲'],
    ['two tags', { tags: '真空，高温' }, '甲'],
    ['a price of today', { maxPerHourFen: 30_000 }, '甲'],
    ['a price only to come', { maxPerHourFen: 29_999 }, ''],
    ['outside Jiaxing', { outsideJiaxing: true }, '乙'],
    ['a distance', { near: '30.75,120.76', withinKm: 50 }, '甲'],
    ['a distance that reaches both', { near: '30.75,120.76', withinKm: 100 }, '乙甲'],
    ['the nearest first', { near: '31.2,121.4', sort: 'distance' }, '乙甲丙'],
  ])('takes %s', async (_what, query, expected) => {
    expect(await found(query)).toBe(expected);
  });

  it('pages by distance, those without a place last', async () => {
    const query = { near: '31.2,121.4', sort: 'distance', limit: 1 } as const;
    let cursor: string | undefined;
    const seen: string[] = [];
    do {
      const page = await list({ holderId: holder.organisationId, ...query, cursor }, holder);
      seen.push(...page.items.map(({ nameZh }) => nameZh.slice(-1)));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen.join('')).toBe('乙甲丙');
  });

  it('says how far away it is', async () => {
    const query = { near: '30.7522,120.758', withinKm: 100, q: '仪器乙' };
    const [item] = (await list(query, holder)).items;
    expect(item?.distanceKm).toBeCloseTo(86.6, 0);
  });

  it.each([{ withinKm: 5 }, { sort: 'distance' as const }])(
    'refuses %j without a place',
    async (query) => {
      await expect(list(query)).rejects.toMatchObject({ code: 'fields-refused' });
    },
  );

  it('counts each facet without its own filter, and the total with all', async () => {
    const facets = await register.instruments.countFacets(holder, {
      holderId: holder.organisationId,
      categoryCode: '010200',
      service: 'sample',
    });
    expect(facets).toEqual({
      categories: [
        { code: '010100', nameZh: '电子光学仪器', count: 1 },
        { code: '010200', nameZh: '质谱仪器', count: 1 },
      ],
      regions: [{ code: '310104', nameZh: expect.any(String), count: 1 }],
      services: [{ code: 'sample', count: 1 }],
      tags: [{ code: '真空', count: 1 }],
      outsideJiaxing: { yes: 1, no: 0 },
      total: 1,
    });
  });

  it('counts only what the reader may open', async () => {
    const stranger = await register.buildActor('enterprise_member');
    await register.buildDraft(holder, { nameZh: '仪器丁' });
    const of = async (actor: Actor) =>
      (await register.instruments.countFacets(actor, { holderId: holder.organisationId })).total;
    expect([await of(holder), await of(stranger)]).toEqual([4, 3]);
  });
});
