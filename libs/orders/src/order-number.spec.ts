import { assert, constantFrom, integer, property } from 'fast-check';
import { isOrderNumber, orderNumber } from './order-number';

const number = integer({ min: 1, max: 99_999_999 }).map((serial) => orderNumber(2026, serial));

describe('orderNumber', () => {
  it.each([
    [2026, 1],
    [2030, 999_999],
    [2026, 1_234_567],
  ])('of %i and %i is well-formed', (year, serial) => {
    expect(isOrderNumber(orderNumber(year, serial))).toBe(true);
  });

  it('begins with the year and six digits', () => {
    expect(orderNumber(2026, 123)).toMatch(/^JX26-000123-[\dX]$/);
  });

  it('tells every change of a single character', () => {
    assert(
      property(
        number,
        integer({ min: 0, max: 14 }),
        constantFrom(...'0123456789X-J'),
        (text, at, to) => {
          if (at >= text.length || text[at] === to) return;
          expect(isOrderNumber(text.slice(0, at) + to + text.slice(at + 1))).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('tells two neighbours that changed places', () => {
    assert(
      property(number, integer({ min: 5, max: 9 }), (text, at) => {
        if (text[at] === text[at + 1]) return;
        const swapped =
          text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
        expect(isOrderNumber(swapped)).toBe(false);
      }),
    );
  });
});
