import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constantFrom, assert, integer, property } from 'fast-check';
import { creditCodeProblem, normaliseCreditCode } from './credit-code';

const vectors = readFileSync(join(__dirname, '../test-data/credit-code-vectors.csv'), 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => {
    const [code = '', valid] = line.split(',');
    return { code, valid: valid === '1' };
  });
const good = vectors.filter(({ valid }) => valid).map(({ code }) => code);
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

describe('creditCodeProblem', () => {
  it('has vectors of both kinds', () => {
    expect(good.length).toBeGreaterThanOrEqual(10);
    expect(vectors.length - good.length).toBeGreaterThanOrEqual(3);
  });

  it.each(vectors)('judges $code as $valid', ({ code, valid }) => {
    expect(creditCodeProblem(code) === null).toBe(valid);
  });

  it.each([
    ['', 'length'],
    ['91440300192203821', 'length'],
    ['9144030019220382166', 'length'],
    ['91330402MA2I000000', 'alphabet'],
    ['91330402ma9jxdy10q', 'alphabet'],
    ['914403001922038217', 'check-character'],
  ])('says what is wrong with "%s": %s', (code, problem) => {
    expect(creditCodeProblem(code)).toBe(problem);
  });

  it('catches every change of a single character', () => {
    assert(
      property(
        constantFrom(...good),
        integer({ min: 0, max: 17 }),
        constantFrom(...ALPHABET),
        (code, at, character) => {
          if (code[at] === character) return;
          const changed = code.slice(0, at) + character + code.slice(at + 1);
          expect(creditCodeProblem(changed)).toBe('check-character');
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('normaliseCreditCode', () => {
  it.each([
    ['  91330402MA9JXDY10Q\n', '91330402MA9JXDY10Q'],
    ['91330402 MA9JXDY10 q', '91330402MA9JXDY10Q'],
    ['９１３３０４０２ＭＡ９ＪＸＤＹ１０Ｑ', '91330402MA9JXDY10Q'],
  ])('makes %j what the rule tests', (typed, expected) => {
    expect(normaliseCreditCode(typed)).toBe(expected);
  });
});
