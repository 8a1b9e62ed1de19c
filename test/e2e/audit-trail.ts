import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { AuditHeads, type Verification, verifyAuditTrail } from '@app/audit';
import { eventually, type World } from './world';

const KEY = 'test-audit-key';
/** A head is recorded once a minute, and in a test the clock may have moved by days since the last one. */
const HEAD_MS = 90_000;

/** The verification of a system's audit trail, once the heads outside have caught up with it. */
export function verifySettledTrail({ system }: World, db: DataSource): Promise<Verification> {
  const heads = new AuditHeads(join(system.dataDirectory, 'audit-heads'), KEY);
  return eventually(
    () => verifyAuditTrail(db, { key: KEY, heads }),
    ({ sound }) => sound,
    HEAD_MS,
  );
}
