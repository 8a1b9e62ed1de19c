import { addressBucket, codeBucket, signInBuckets } from './guess-buckets';

const names = (login: string, address: string, knownDevice?: string) =>
  signInBuckets(login, { address, knownDevice }, 20).map(({ name }) => name);

describe('a sign-in', () => {
  it('of a stranger counts for the address first, then for the account', () => {
    expect(names('wang', '192.0.2.1')).toEqual(['address 192.0.2.1', 'account wang']);
  });

  it('from a known device counts for that device alone', () => {
    expect(names('wang', '192.0.2.1', 'device-1')).toEqual(['device device-1 wang']);
  });

  it('gives an address as many tries as five people have', () => {
    expect(addressBucket('192.0.2.1', 20).limit).toBe(100);
  });

  it('counts codes of a known device apart from those of strangers', () => {
    const known = codeBucket('user-1', { address: '192.0.2.1', knownDevice: 'device-1' });
    const strange = codeBucket('user-1', { address: '192.0.2.2', knownDevice: undefined });
    expect(known.name).not.toBe(strange.name);
  });
});

describe('an address', () => {
  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
  ])('%s counts as %s does: one subscriber', (left, right) => {
    expect(names('wang', left)).toEqual(names('wang', right));
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['2001:db8::1', '2001:db9::1'],
    ['192.0.2.1', '192.0.2.2'],
  ])('%s does not count as %s', (left, right) => {
    expect(names('wang', left)).not.toEqual(names('wang', right));
  });
});
