import { legalFormOfCode } from './legal-form.rules';

describe('legalFormOfCode', () => {
  it.each([
    ['11330400MA9JXDY104', 'government'],
    ['12330400MA9JXDY101', 'public_institution'],
    ['51310000500000000X', 'association'],
    ['52310000500000000X', 'private_non_enterprise'],
    ['91310115MA9JXDY10U', 'enterprise'],
    ['N2330400MA9JXDY101', 'enterprise'],
    ['', 'enterprise'],
  ])('reads %s as %s', (code, form) => {
    expect(legalFormOfCode(code)).toBe(form);
  });
});
