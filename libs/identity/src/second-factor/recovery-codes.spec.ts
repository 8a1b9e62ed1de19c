import { newRecoveryCodes, RECOVERY_CODES, recoveryCodeHash } from './recovery-codes';

describe('recovery codes', () => {
  it('are ten, of 80 bits each, and easy to copy from paper', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(RECOVERY_CODES);
    for (const code of codes)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it.each([
    '7K2M-9QXC-4WTB-0R1D',
    '7k2m9qxc4wtb0r1d',
    ' 7K2M 9QXC 4WTB ORID ',
    '7k2m-9qxc-4wtb-orld',
  ])('may be typed as %j', (typed) => {
    expect(recoveryCodeHash(typed)).toEqual(recoveryCodeHash('7K2M-9QXC-4WTB-0R1D'));
  });

  it('are not taken for one another', () => {
    const [first = '', second = ''] = newRecoveryCodes();
    expect(recoveryCodeHash(first)).not.toEqual(recoveryCodeHash(second));
  });
});
