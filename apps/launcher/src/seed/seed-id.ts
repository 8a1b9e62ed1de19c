import { createHash } from 'node:crypto';
import type { DateTime } from 'luxon';
import { v7 } from 'uuid';

/** A UUIDv7 of a given moment whose other bits come from a name: the same every time, and sorted by age like any other. */
export function seedId(at: DateTime, name: string): string {
  const digest = createHash('sha256').update(name).digest();
  return v7({ msecs: at.toMillis(), random: digest, seq: digest.readUInt32BE(16) });
}
