import { isTotpCode, newTotpSecret, timeStepOf, totpUri } from './totp';

/** `12345678901234567890` in base 32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code', () => {
  // Source: RFC 6238, appendix B, the last six digits of each.
  it.each([
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %d is %s', (second, code) => {
    const step = Math.floor(second / 30);
    expect(timeStepOf(SECRET, code, second)).toBe(step);
    expect(timeStepOf(SECRET, code, second + 30)).toBe(step);
    expect(timeStepOf(SECRET, code, second - 30)).toBe(step);
    expect(timeStepOf(SECRET, code, second + 60)).toBeUndefined();
    expect(timeStepOf(SECRET, code, second - 60)).toBeUndefined();
  });

  it.each(['28708', '2870822', '28708a', '２８７０８２', ''])('is not %j', (code) => {
    expect(isTotpCode(code)).toBe(false);
  });
});

describe('a secret', () => {
  it('has 160 bits', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(newTotpSecret());
  });

  it('goes to the authenticator with the names of product and account', () => {
    const uri = new URL(totpUri(SECRET, 'wang@example.org'));
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain('嘉仪 Jiayi:wang@example.org');
    expect(uri.searchParams.get('secret')).toBe(SECRET);
    expect(uri.searchParams.get('issuer')).toBe('嘉仪 Jiayi');
  });
});
