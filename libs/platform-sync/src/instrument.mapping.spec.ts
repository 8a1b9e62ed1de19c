import { fen } from '@app/common';
import { fundsOf, mapInstrument, placeOf, type PlatformInstrument } from './instrument.mapping';
import { contentHash } from './platform-record';

const instrument: PlatformInstrument = {
  id: '019aa0b2-0000-7000-8000-000000000001',
  version: 3,
  status: 'listed',
  holderCreditCode: '12330400470000000X',
  holderNameZh: '嘉兴大学',
  nameZh: '场发射扫描电子显微镜',
  nameEn: null,
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
      ...instrument,
      contactName: null,
      contactPhone: '',
      address: ' ',
      model: '',
      manufacturer: '',
    };
    expect(Object.values(mapInstrument(bare, null).fields)).not.toContain('');
    expect(mapInstrument(bare, null).fields).not.toHaveProperty('serviceUrl');
  });

  it('cuts what is longer than its field', () => {
    const long = {
      ...instrument,
      nameZh: '仪'.repeat(140),
      manufacturer: 'm'.repeat(60),
      contactName: '人'.repeat(30),
    };
    const { fields } = mapInstrument(long, null);
    expect(
      [fields.cname, fields.manufacturer, fields.contact].map((value) => [...String(value)].length),
    ).toEqual([100, 50, 20]);
  });

  it.each([
    ['10100', '010100'],
    ['999999', '990000'],
    ['130000', '130000'],
  ])('sends category %s as %s', (categoryCode, sent) => {
    expect(mapInstrument({ ...instrument, categoryCode }, null).fields.instrCategory).toBe(sent);
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
    expect(contentHash(mapInstrument({ ...instrument, model: 'SU9000' }, null))).not.toBe(hash);
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
