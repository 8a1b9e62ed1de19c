import { ACCESS_POLICY } from './access-policy';
import { API_KEY_SCOPES, opens, SCOPES } from './api-key-scopes';
import { AUTHORITY_POLICY } from './policy/authority';
import { ORGANISATIONS_POLICY } from './policy/organisations';
import { PEOPLE_POLICY } from './policy/people';
import { SIGN_IN_POLICY } from './policy/sign-in';

/** People, organisations, accounts, powers and keys: what a key that got lost must not reach. */
const IDENTITY = Object.keys({
  ...PEOPLE_POLICY,
  ...SIGN_IN_POLICY,
  ...ORGANISATIONS_POLICY,
  ...AUTHORITY_POLICY,
});

describe('the scopes of API keys', () => {
  it('open operations that exist, each by one scope', () => {
    const opened = Object.values(API_KEY_SCOPES).flat();
    expect(opened.filter((operation) => !(operation in ACCESS_POLICY))).toEqual([]);
    expect(opened).toHaveLength(new Set(opened).size);
  });

  it('open nothing of identity but the question who one is', () => {
    expect(IDENTITY.length).toBeGreaterThan(20);
    expect(IDENTITY.filter((operation) => opens(SCOPES, operation))).toEqual(['me.get']);
  });

  it('open nothing without a scope but that question', () => {
    const all = Object.keys(ACCESS_POLICY);
    expect(all.filter((operation) => opens([], operation))).toEqual(['me.get']);
  });
});
