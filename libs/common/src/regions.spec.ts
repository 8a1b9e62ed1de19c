import { findRegion, isInJiaxing, type Region, REGIONS } from './regions';

const DELTA = ['31', '32', '33', '34'];
const of = (...levels: Region['level'][]): Region[] =>
  REGIONS.filter(({ level }) => levels.includes(level));

describe('the regions', () => {
  it('have all 34 provincial and 333 prefectural units of the country', () => {
    expect(of('municipality', 'province')).toHaveLength(34);
    expect(of('prefecture')).toHaveLength(333);
  });

  it('have 41 cities of the delta, and every county and functional area of Jiaxing', () => {
    const cities = of('prefecture', 'municipality').filter(({ code }) =>
      DELTA.includes(code.slice(0, 2)),
    );
    expect(cities).toHaveLength(41);
    const own = REGIONS.filter(({ code }) => isInJiaxing(code)).map(({ nameZh }) => nameZh);
    expect(own).toHaveLength(10);
  });

  it('have each code and each English name once, and nothing empty', () => {
    expect(new Set(REGIONS.map(({ code }) => code)).size).toBe(REGIONS.length);
    expect(new Set(REGIONS.map(({ nameEn }) => nameEn)).size).toBe(REGIONS.length);
    expect(REGIONS.filter((region) => Object.values(region).some((value) => !value))).toEqual([]);
  });

  it('have codes by which every region lies in the province it names', () => {
    const misplaced = REGIONS.filter(
      ({ code, provinceZh }) => findRegion(`${code.slice(0, 2)}0000`)?.nameZh !== provinceZh,
    );
    expect(misplaced).toEqual([]);
    const malformed = REGIONS.filter(({ code, level }) => {
      if (level === 'functional_area') return !/^330400-F[12]$/.test(code);
      if (level === 'county') return !/^3304(?!00)\d\d$/.test(code);
      return !(level === 'prefecture' ? /^\d\d(?!00)\d\d00$/ : /^\d\d0000$/).test(code);
    });
    expect(malformed).toEqual([]);
  });

  it('leave out the cities that exist in code tables only', () => {
    expect(REGIONS.filter(({ nameZh }) => /市辖区|直辖|^县$/.test(nameZh))).toEqual([]);
  });

  it.each([
    ['330402', '南湖区'],
    ['330400-F1', '嘉兴经济技术开发区'],
    ['310000', '上海市'],
    ['710000', '台湾省'],
    ['810000', '香港特别行政区'],
    ['820000', '澳门特别行政区'],
    ['441900', '东莞市'],
    ['654300', '阿勒泰地区'],
  ])('know %s as %s', (code, nameZh) => {
    expect(findRegion(code)).toMatchObject({ nameZh });
  });

  it.each(['', '330499', '3304', '330402 ', '110100', '429000'])('do not know %j', (code) => {
    expect(findRegion(code)).toBeUndefined();
  });
});

describe('isInJiaxing', () => {
  it.each([
    ['330400', true],
    ['330483', true],
    ['330400-F2', true],
    ['330500', false],
    ['310115', false],
    ['', false],
  ])('%s: %s', (code, expected) => {
    expect(isInJiaxing(code)).toBe(expected);
  });
});
