import { stat } from 'node:fs/promises';
import { hash } from '@node-rs/argon2';
import fc from 'fast-check';
import { hashPassword, needsRehash, verifyPassword } from './password-hash';

describe('a hash', () => {
  it('#38 is Argon2id with at least the parameters that OWASP asks for', async () => {
    const [, variant, , parameters = ''] = (await hashPassword('Tulip-river-41')).split('$');
    const [memoryKib, passes, lanes] = parameters.split(',').map((part) => Number(part.slice(2)));
    expect(variant).toBe('argon2id');
    expect(memoryKib).toBeGreaterThanOrEqual(19_456);
    expect(passes).toBeGreaterThanOrEqual(2);
    expect(lanes).toBeGreaterThanOrEqual(1);
  });

  it('#38 with other parameters is to be made anew, one with these is not', async () => {
    const weak = await hash('Tulip-river-41', { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    expect(needsRehash(weak)).toBe(true);
    expect(needsRehash(await hashPassword('Tulip-river-41'))).toBe(false);
    expect(await verifyPassword(weak, 'Tulip-river-41')).toBe(true);
  });

  it('#39 holds every character: no end, blank or letter case is dropped', async () => {
    const long = fc.string({ unit: 'binary', minLength: 64, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(long, async (password) => {
        const kept = await hashPassword(password);
        expect(await verifyPassword(kept, password)).toBe(true);
        for (const other of [password.slice(0, -1), `${password} `, ` ${password}`])
          expect(await verifyPassword(kept, other)).toBe(false);
      }),
      { numRuns: 10 },
    );
    expect(await verifyPassword(await hashPassword('Tulip-river-41'), 'tulip-river-41')).toBe(
      false,
    );
    // Forty hashes of 19 MiB take their time on a busy machine.
  }, 120_000);

  it('that is not there is verified by nothing, not even by the decoy in its place', async () => {
    expect(await verifyPassword(null, '')).toBe(false);
    expect(await verifyPassword(undefined, 'Tulip-river-41')).toBe(false);
  });
});

it('leaves the threads that read files free in between, however many want to sign in', async () => {
  let done = 0;
  const rush = Array.from({ length: 40 }, () => hashPassword('Tulip-river-41').then(() => done++));
  await stat(__filename);
  expect(done).toBeLessThanOrEqual(12);
  await Promise.all(rush);
  expect(done).toBe(40);
});
