import { fen } from '@app/common';
import { BLANK_DRAFT, type InstrumentDraft } from '@app/instruments';
import { fundsOf, mapInstrument, placeOf, type PlatformInstrument } from './instrument.mapping';
import { contentHash } from './platform-record';

const description: InstrumentDraft = {
  ...BLANK_DRAFT,
  nameZh: '场发射扫描电子显微镜',
  categoryCode: '010100',
  model: 'SU8600',
  manufacturer: 'Hitachi',
  countryOfOrigin: '日本',
  originalValueFen: fen(358_000_000),
  fundingClasses: ['fiscal_local', 'own'],
  acceptedOn: '2025-03-18',
  regionCode: '330402',
  address: '嘉兴市南湖区广穹路899号',
  contactName: '王晓',
  contactPhone: '0573-83640000',
};
const instrument: PlatformInstrument = {
  id: '019aa0b2-0000-7000-8000-000000000001',
  version: 3,
  status: 'listed',
  holderCreditCode: '12330400470000000X',
  holderNameZh: '嘉兴大学',
  description,
};
/** What is sent of an instrument that differs so from the one above. */
const fieldsOf = (changes: Partial<InstrumentDraft>) =>
  mapInstrument({ ...instrument, description: { ...description, ...changes } }, null).fields;

describe('mapInstrument', () => {
  it('fills the NRII fields from the instrument', () => {
    const record = mapInstrument(instrument, 'https://yiqi.example.cn');
    expect(record).toMatchObject({
      kind: 'instrument',
      insCode: '12330400470000000X',
      key: instrument.id,
      standing: 'open',
      fields: {
        cname: '场发射扫描电子显微镜',
        ename: '无',
        instrCategory: '010100',
        province: '浙江省',
        city: '嘉兴市',
        county: '南湖区',
        worth: '358.00',
        nation: '日本',
        subject: ['化学', '材料科学'],
        beginDate: '2025-03-18',
        serviceUrl: `https://yiqi.example.cn/instruments/${instrument.id}`,
        funds: ['地方财政资金', '单位自有资金'],
        auditStatus: -1,
      },
    });
  });

  it('has no empty text anywhere', () => {
    const bare = {
      contactName: null,
      contactPhone: '',
      address: ' ',
      model: '',
      manufacturer: '',
    };
    expect(Object.values(fieldsOf(bare))).not.toContain('');
    expect(fieldsOf(bare)).not.toHaveProperty('serviceUrl');
  });

  it('cuts what is longer than its field', () => {
    const fields = fieldsOf({
      nameZh: '仪'.repeat(140),
      manufacturer: 'm'.repeat(60),
      contactName: '人'.repeat(30),
    });
    expect(
      [fields.cname, fields.manufacturer, fields.contact].map((value) => [...String(value)].length),
    ).toEqual([100, 50, 20]);
  });

  it('sends what the holder said, and what is usual where it said nothing', () => {
    expect(fieldsOf({})).toMatchObject({
      ...{ instrSource: '购置', type: '通用', instrBelongsType: 4, insideDepart: '嘉兴大学' },
      ...{ instrSupervise: '否', technical: '无', instrBelongsName: '无' },
    });
    const said = fieldsOf({
      ...{ acquisition: 'donated', instrumentType: 'special', carrierKind: 'state_key_laboratory' },
      ...{ carrierName: '纺织材料实验室', department: '材料学院', subjects: ['540', '430'] },
      ...{ bookedOn: '2025-04-01', customsSupervised: true, specification: '分辨率 0.8 nm' },
      ...{ contactEmail: 'sem@example.edu.cn', postalCode: '314001' },
    });
    expect(said).toMatchObject({
      ...{ instrSource: '赠送', type: '专用', instrBelongsType: 6, insideDepart: '材料学院' },
      ...{ instrBelongsName: '纺织材料实验室', subject: ['纺织科学技术', '材料科学'] },
      ...{ beginDate: '2025-04-01', instrSupervise: '是', technical: '分辨率 0.8 nm' },
      ...{ email: 'sem@example.edu.cn', postalcode: '314001' },
    });
  });

  it.each([
    ['10100', '010100'],
    ['999999', '990000'],
    ['130000', '130000'],
  ])('sends category %s as %s', (categoryCode, sent) => {
    expect(fieldsOf({ categoryCode }).instrCategory).toBe(sent);
  });

  it.each([
    ['listed', 'open'],
    ['suspended', 'suspended'],
    ['retired', 'withdrawn'],
  ] as const)('says of a %s instrument that it is %s', (status, standing) => {
    expect(mapInstrument({ ...instrument, status }, null).standing).toBe(standing);
  });

  it('gives the same hash for the same content only', () => {
    const hash = contentHash(mapInstrument(instrument, null));
    expect(contentHash(mapInstrument({ ...instrument, version: 9 }, null))).toBe(hash);
    const other = { ...instrument, description: { ...description, model: 'SU9000' } };
    expect(contentHash(mapInstrument(other, null))).not.toBe(hash);
    expect(contentHash(mapInstrument({ ...instrument, status: 'suspended' }, null))).not.toBe(hash);
  });
});

describe('fundsOf', () => {
  it.each([
    [
      ['own', 'fiscal_central'],
      ['中央财政资金', '单位自有资金'],
    ],
    [['state_capital'], ['其他资金']],
    [['social', 'state_capital', 'other'], ['其他资金']],
    [[], ['其他资金']],
  ])('maps %j to %j', (classes, funds) => expect(fundsOf(classes)).toEqual(funds));
});

describe('placeOf', () => {
  it.each([
    ['330481', { province: '浙江省', city: '嘉兴市', county: '海宁市' }],
    ['330400', { province: '浙江省', city: '嘉兴市', county: '无' }],
    ['330400-F1', { province: '浙江省', city: '嘉兴市', county: '嘉兴经济技术开发区' }],
    ['310000', { province: '上海市', city: '上海市', county: '无' }],
    ['310115', { province: '上海市', city: '上海市', county: '无' }],
    ['330106', { province: '浙江省', city: '杭州市', county: '无' }],
    ['330000', { province: '浙江省', city: '无', county: '无' }],
    ['990000', { province: '无', city: '无', county: '无' }],
  ])('%s', (code, place) => expect(placeOf(code)).toEqual(place));
});
