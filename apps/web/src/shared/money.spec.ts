import { fenFromYuan, formatFen, yuanText } from './money';

describe('money', () => {
  it.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [128_000, '¥1,280.00'],
    [29_999_999, '¥299,999.99'],
    [100_000_000_00, '¥100,000,000.00'],
    [-128_050, '−¥1,280.50'],
  ])('shows %i fen as %s', (fen, text) => expect(formatFen(fen)).toBe(text));

  it.each([
    ['1280', 128_000],
    ['1,280.5', 128_050],
    ['¥ 1280.05', 128_005],
    ['0.29', 29],
    ['1.005', null],
    ['-5', null],
    ['', null],
    ['1e3', null],
  ])('reads %s as %s fen', (text, fen) => expect(fenFromYuan(text)).toBe(fen));

  it('writes what it reads', () => {
    for (const fen of [0, 1, 99, 100, 128_005]) expect(fenFromYuan(yuanText(fen))).toBe(fen);
  });
});
