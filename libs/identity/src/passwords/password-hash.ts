import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id at the OWASP minimum: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** How a hash made with {@link PARAMETERS} begins (PHC string format). */
const PREFIX = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;

/** Hashes computed at a time: each takes 19 MiB and a core, and a rush of sign-ins must not take them all. */
const HASHING_SLOTS = 4;
let freeSlots = HASHING_SLOTS;
const waiting: (() => void)[] = [];

async function inSlot<T>(work: () => Promise<T>): Promise<T> {
  if (freeSlots > 0) freeSlots -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else freeSlots += 1;
  }
}

/** What is kept of a password, in PHC format; the password counts exactly as given. */
export const hashPassword = (password: string): Promise<string> =>
  inSlot(() => hash(password, PARAMETERS));

/** Verified when there is nothing to verify, so that both refusals take equally long. */
const DECOY = hashPassword(randomBytes(16).toString('hex'));

/** True when the password is the one of the hash; without a hash never, after the same time. */
export async function verifyPassword(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  const known = passwordHash ?? (await DECOY);
  const matches = await inSlot(() => verify(known, password));
  return matches && known === passwordHash;
}

/** True for a hash made with other parameters than today's: the next sign-in replaces it. */
export const needsRehash = (passwordHash: string): boolean => !passwordHash.startsWith(PREFIX);
