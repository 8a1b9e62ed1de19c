import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService, AuditVerifier, NOTHING, type Verification } from '@app/audit';
import { CSV_START, csvLine } from '@app/common';
import { inTransaction } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, page, type Page } from '@app/http';
import type { Actor } from '../access/roles';
import {
  type AuditEntryResponse,
  type AuditEntryRow,
  type AuditFilter,
  type ListAuditEntriesQuery,
  toAuditEntryResponse,
} from './audit-trail.dto';
import { type AuditPosition, findAuditEntries } from './audit-trail.queries';

/** Entries read at a time for an export. */
const EXPORT_PAGE = 1_000;
/** Entries verified while somebody waits for the answer; `npm run audit:verify` looks at all. */
const VERIFIED_ENTRIES = 100_000;

const EXPORT_COLUMNS = [
  ...['at', 'action', 'outcome', 'actorId', 'actor', 'organisationId', 'organisation'],
  ...['agentOrganisation', 'objectType', 'objectId', 'detail', 'requestId', 'transaction'],
  ...['digestBefore', 'digestAfter', 'id'],
];

/** The audit trail for those who audit. */
@Injectable()
export class AuditTrail {
  private verifying: Promise<Verification> | undefined;

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly verifier: AuditVerifier,
  ) {}

  /** Entries that match, newest first. */
  async list({
    limit = DEFAULT_PAGE,
    cursor,
    ...filter
  }: ListAuditEntriesQuery): Promise<Page<AuditEntryResponse>> {
    const key = decodeCursor(cursor, 2)?.map(String);
    const after = key && { at: key[0] ?? '', id: key[1] ?? '' };
    const rows = await findAuditEntries(this.db, filter, after, limit + 1);
    return page(rows, limit, ({ position, id }) => [position, id], toAuditEntryResponse);
  }

  /** All entries that match as comma-separated values; that somebody took them is an entry itself. */
  async export(actor: Actor, filter: AuditFilter): Promise<Readable> {
    await inTransaction(this.db, (tx) =>
      this.audit.record(tx, {
        actor,
        action: 'audit.export',
        objectType: 'audit_entry',
        objectId: NOTHING,
        detail: { ...filter },
      }),
    );
    return Readable.from(this.lines(filter));
  }

  /** Verifies the latest part of the trail; callers at the same time share one verification. */
  verify(): Promise<Verification> {
    this.verifying ??= this.verifier.verify(VERIFIED_ENTRIES).finally(() => {
      this.verifying = undefined;
    });
    return this.verifying;
  }

  private async *lines(filter: AuditFilter): AsyncGenerator<string> {
    yield CSV_START + csvLine(EXPORT_COLUMNS);
    for (let after: AuditPosition | undefined; ;) {
      const rows = await findAuditEntries(this.db, filter, after, EXPORT_PAGE);
      yield rows.map(lineOf).join('');
      const last = rows.at(-1);
      if (!last || rows.length < EXPORT_PAGE) return;
      after = { at: last.position, id: last.id };
    }
  }
}

function lineOf(row: AuditEntryRow): string {
  const entry = toAuditEntryResponse(row);
  return csvLine([
    ...[row.position, entry.action, entry.outcome],
    ...[entry.actor?.id ?? null, entry.actor?.displayName ?? null],
    ...[entry.organisation?.id ?? null, entry.organisation?.nameZh ?? null],
    entry.agentOrganisation?.nameZh ?? null,
    ...[entry.objectType, entry.objectId, JSON.stringify(entry.detail), entry.requestId],
    ...[entry.transaction, entry.digestBefore, entry.digestAfter, entry.id],
  ]);
}
