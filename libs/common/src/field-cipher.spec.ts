import fc from 'fast-check';
import { FieldCipher, SealBroken } from './field-cipher';

const cipher = new FieldCipher('a secret of at least 32 characters', 'test');

describe('FieldCipher', () => {
  it('opens what it sealed, for the same row only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = cipher.seal(text, 'row 1');
        expect(cipher.open(sealed, 'row 1')).toBe(text);
        expect(() => cipher.open(sealed, 'row 2')).toThrow(SealBroken);
      }),
    );
  });

  it('never seals a text the same way twice', () => {
    expect(cipher.seal('6222', 'row')).not.toBe(cipher.seal('6222', 'row'));
  });

  it('refuses an altered text, another key and what it never sealed', () => {
    const sealed = cipher.seal('6222', 'row');
    const altered = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    const other = new FieldCipher('another secret of 32 characters!', 'test');
    expect(() => cipher.open(altered, 'row')).toThrow(SealBroken);
    expect(() => other.open(sealed, 'row')).toThrow(SealBroken);
    expect(() => cipher.open('6222', 'row')).toThrow(SealBroken);
  });
});
