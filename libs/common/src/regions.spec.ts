import { findRegion, isInJiaxing, REGIONS } from './regions';

describe('the regions', () => {
  it('have 41 cities of the delta, and every county and functional area of Jiaxing', () => {
    const cities = REGIONS.filter(
      ({ level }) => level === 'prefecture' || level === 'municipality',
    );
    expect(cities).toHaveLength(41);
    const own = REGIONS.filter(({ code }) => isInJiaxing(code)).map(({ nameZh }) => nameZh);
    expect(own).toHaveLength(10);
  });

  it('have each code once', () => {
    expect(new Set(REGIONS.map(({ code }) => code)).size).toBe(REGIONS.length);
  });

  it.each([
    ['330402', '南湖区'],
    ['330400-F1', '嘉兴经济技术开发区'],
    ['310000', '上海市'],
  ])('know %s as %s', (code, nameZh) => {
    expect(findRegion(code)).toMatchObject({ nameZh });
  });

  it.each(['', '330499', '3304', '330402 '])('do not know %j', (code) => {
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
