import { isLocation, regionPrefix } from './description.rules';

describe('isLocation', () => {
  it.each([
    ['330402', true],
    ['330400-F1', true],
    ['330400', true],
    ['330499', false],
    ['310000', true],
    ['310115', true],
    ['320506', true],
    ['321501', false],
    ['340901', false],
    ['110108', true],
    ['33040', false],
    ['嘉兴', false],
    ['', false],
  ])('of %p is %p', (code, expected) => {
    expect(isLocation(code)).toBe(expected);
  });
});

describe('regionPrefix', () => {
  it.each([
    ['330000', '33'],
    ['330400', '3304'],
    ['330402', '330402'],
    ['330400-F1', '330400-F1'],
  ])('of %s is %s', (code, prefix) => {
    expect(regionPrefix(code)).toBe(prefix);
  });
});
