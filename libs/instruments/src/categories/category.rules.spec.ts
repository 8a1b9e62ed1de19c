import { CATEGORIES } from './category-table';
import { categoryFinding, categoryPrefix } from './category.rules';

describe('categoryFinding', () => {
  it.each([
    ['010102', undefined],
    ['010300', undefined],
    ['120504', undefined],
    ['010199', 'category-level-3-unknown'],
    ['020000', 'category-too-broad'],
    ['010001', 'category-unknown'],
    ['150101', 'category-unknown'],
    ['10102', 'category-unknown'],
    ['01010２', 'category-unknown'],
    ['', 'category-unknown'],
  ])('says of %p: %p', (code, expected) => {
    expect(categoryFinding(code)?.code).toBe(expected);
  });

  it('refuses only what the table does not have', () => {
    expect(categoryFinding('150101')?.refused).toBe(true);
    expect(categoryFinding('010199')?.refused).toBe(false);
    expect(categoryFinding('150101')?.message.zh).toContain('150101');
  });

  it('accepts every code of its own table', () => {
    expect(CATEGORIES.filter(({ code }) => categoryFinding(code)?.refused)).toEqual([]);
    expect(CATEGORIES).toHaveLength(108);
  });
});

describe('categoryPrefix', () => {
  it.each([
    ['010000', '01'],
    ['010100', '0101'],
    ['010102', '010102'],
  ])('of %s is %s', (code, prefix) => {
    expect(categoryPrefix(code)).toBe(prefix);
  });
});
