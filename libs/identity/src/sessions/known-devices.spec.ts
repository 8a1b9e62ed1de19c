import type { IdentitySettings } from '../identity.settings';
import { DEVICE_DAYS, KnownDevices } from './known-devices';

const devicesOf = (secretKey: string) => new KnownDevices({ secretKey } as IdentitySettings);
const devices = devicesOf('a secret of at least 32 characters');

describe('a device', () => {
  afterEach(() => jest.useRealTimers());

  it('is known to the account that signed in from it, under one name', () => {
    const token = devices.issue('wang');
    const name = devices.recognise(token, 'wang');
    expect(name).toHaveLength(22);
    expect(devices.recognise(devices.issue('wang', name), 'wang')).toBe(name);
  });

  it('has a name that no other has', () => {
    const nameOf = (token: string) => devices.recognise(token, 'wang');
    expect(nameOf(devices.issue('wang'))).not.toBe(nameOf(devices.issue('wang')));
  });

  it.each([
    ['of another account', () => devices.issue('li')],
    ['of another deployment', () => devicesOf('another secret of 32 characters').issue('wang')],
    ['with another name', () => devices.issue('wang').replace(/^.{4}/, 'AAAA')],
    ['without a signature', () => devices.issue('wang').replace(/\.[^.]+$/, '.')],
    ['that is nothing', () => 'x'],
    ['that is missing', () => undefined],
  ])('is a stranger by a token %s', (_what, make) => {
    expect(devices.recognise(make(), 'wang')).toBeUndefined();
  });

  it('is a stranger again after half a year, and cannot write itself more time', () => {
    const token = devices.issue('wang');
    const [name, until = '', signature] = token.split('.');
    const longer = `${name}.${Number(until) + 1}.${signature}`;
    expect(devices.recognise(longer, 'wang')).toBeUndefined();
    jest.useFakeTimers({ now: Date.now() + (DEVICE_DAYS * 24 * 3600 + 1) * 1000 });
    expect(devices.recognise(token, 'wang')).toBeUndefined();
  });
});
