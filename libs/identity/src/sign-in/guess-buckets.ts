import { isIPv6 } from 'node:net';

/** What attempts are counted against. */
export interface GuessBucket {
  name: string;
  /** Failed attempts until the bucket's window has passed. */
  limit: number;
  /** What a success makes of the failures before it: nothing of this one attempt, or nothing at all. */
  onSuccess: 'refund' | 'forget';
}

/** Whose attempt it is, as far as it can be told before any of it is proved. */
export interface Guesser {
  address: string;
  /** The device that signed in to this very account before; undefined for a strange one. */
  knownDevice: string | undefined;
}

/** One person's errors must not lock out the office behind the same address. */
const PEOPLE_PER_ADDRESS = 5;
/** A code of six digits has far fewer guesses to give than a password. */
const CODE_ATTEMPTS = 5;
/** Who sits at a session and does not know the password is not its owner. */
const PROOF_ATTEMPTS = 5;
/** More would only fill somebody's mailbox. */
const RESET_ATTEMPTS = 3;

/**
 * Where a sign-in counts. A known device has a bucket of its own: strangers who guess at an account use up the
 * strangers' bucket, and its owner still gets in. The address comes first, so that one that is blocked already uses up
 * no attempt of anybody's account. After OWASP, "Slow down online guessing attacks with device cookies".
 *
 * @param attempts failed sign-ins per account within the window
 */
export function signInBuckets(
  login: string,
  { address, knownDevice }: Guesser,
  attempts: number,
): GuessBucket[] {
  if (knownDevice !== undefined)
    return [{ name: `device ${knownDevice} ${login}`, limit: attempts, onSuccess: 'forget' }];
  return [
    addressBucket(address, attempts),
    { name: `account ${login}`, limit: attempts, onSuccess: 'forget' },
  ];
}

/** Where a second-factor code counts, beside the sign-in it belongs to. */
export const codeBucket = (userId: string, { knownDevice }: Guesser): GuessBucket => ({
  name: `code ${knownDevice ?? ''} ${userId}`,
  limit: CODE_ATTEMPTS,
  onSuccess: 'forget',
});

/** Where password and code count that are given once more in a session, or for a new authenticator. */
export const proofBucket = (sessionId: string): GuessBucket => ({
  name: `proof ${sessionId}`,
  limit: PROOF_ATTEMPTS,
  onSuccess: 'forget',
});

/** Where a wish for a new password counts: a success is the nuisance here, and nothing makes it uncounted. */
export const resetBucket = (login: string): GuessBucket => ({
  name: `reset ${login}`,
  limit: RESET_ATTEMPTS,
  onSuccess: 'refund',
});

export const addressBucket = (address: string, attempts: number): GuessBucket => ({
  name: `address ${networkOf(address)}`,
  limit: attempts * PEOPLE_PER_ADDRESS,
  onSuccess: 'refund',
});

/** One subscriber of IPv6 has a network of 2^64 addresses: they count as one. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail?.split(':').filter(Boolean) ?? [];
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return [...front, ...zeros, ...back].slice(0, 4).join(':').toLowerCase();
}
