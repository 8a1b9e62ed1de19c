import { type Party, type PartyRelation, relatedParties } from './related-parties.rules';

const USER: Party = {
  nameZh: '示例科技有限公司',
  creditCode: '91330402MA2AAAAA1X',
  legalRepresentative: '陈立',
  controller: '周全',
};
const PROVIDER: Party = {
  nameZh: '示例检测有限公司',
  creditCode: '91310115MA1BBBBB2Y',
  legalRepresentative: '许宁',
  controller: '示例控股有限公司',
};

describe('relatedParties', () => {
  it('finds nothing between strangers', () => {
    expect(relatedParties(USER, PROVIDER)).toEqual([]);
  });

  it.each<[PartyRelation, Partial<Party>]>([
    ['same_credit_code', { creditCode: ' 91330402ma2aaaaa1x' }],
    ['same_legal_representative', { legalRepresentative: '陈 立' }],
    ['same_controller', { controller: '周全' }],
    ['controls_other', { controller: '示例科技有限公司' }],
  ])('tells %s', (relation, change) => {
    expect(relatedParties(USER, { ...PROVIDER, ...change })).toEqual([relation]);
    expect(relatedParties({ ...PROVIDER, ...change }, USER)).toEqual([relation]);
  });

  it('makes nobody related by what neither has told', () => {
    const untold = { legalRepresentative: null, controller: '' };
    expect(relatedParties({ ...USER, ...untold }, { ...PROVIDER, ...untold })).toEqual([]);
  });

  it('tells everything that relates them', () => {
    expect(relatedParties(USER, USER)).toEqual([
      'same_credit_code',
      'same_legal_representative',
      'same_controller',
    ]);
  });
});
