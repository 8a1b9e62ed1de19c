import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused, instantOf, isoInZone } from '@app/common';
import { inCommand, run, type Sql, sql } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  page,
  type Page,
  type PageQuery,
  requireVersion,
} from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { type BookableInstrument, findBookable } from '../bookable-instrument';
import { groupFaults } from '../groups/group.queries';
import { readToday } from '../duty/today';
import { InstrumentNotFound, InstrumentStateConflict } from '../instrument.errors';
import { lockInstrument } from '../instrument.queries';
import { policyFaults, resolvePolicy } from './booking-policy.rules';
import { findHolderPolicy } from './holder-policy/holder-policy.queries';
import {
  findPolicySource,
  type InstrumentPolicy,
  type PolicySource,
} from './holder-policy/policy-source';
import { backdatingFaults, feeFaults } from './fee-schedule.rules';
import { normaliseOpeningHours, openingHoursFaults } from './opening-hours.rules';
import { requireSecondApprover } from './second-approver.queries';
import { type BookingPolicy, type FeeSchedule, NO_OPENING_HOURS, type OpeningHours } from './terms';
import type {
  FeeScheduleResponse,
  FeeScheduleVersionResponse,
  OpeningHoursVersionResponse,
  PutBookingPolicyRequest,
  PutFeeScheduleRequest,
  PutOpeningHoursRequest,
} from './terms.dto';

/** A change of terms: who, of which instrument, against which version of those terms. */
interface TermsCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
}

type TermsTable = 'opening_hours' | 'booking_policy' | 'fee_schedule';

/** Hours, rules and fees of an instrument; every change is a new version and none is ever overwritten. */
@Injectable()
export class InstrumentTermsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** @throws FieldsRefused, InstrumentNotFound, InstrumentStateConflict, VersionConflict */
  async putOpeningHours(
    command: TermsCommand,
    body: PutOpeningHoursRequest,
  ): Promise<OpeningHours> {
    const proposed = { ...body, exceptions: body.exceptions ?? [] };
    refuse(openingHoursFaults(proposed));
    const hours = normaliseOpeningHours(proposed);
    return this.put(command, 'opening_hours', async (tx, version) => {
      refuse(await groupFaults(tx, command.instrumentId, proposed));
      await tx.query(
        `INSERT INTO opening_hours (instrument_id, version, weekly, exceptions, on_holidays, created_by)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [
          command.instrumentId,
          version,
          JSON.stringify(hours.weekly),
          JSON.stringify(hours.exceptions),
          hours.onHolidays,
          command.actor.userId,
        ],
      );
      return { version, ...hours };
    });
  }

  /** @throws FieldsRefused, InstrumentNotFound, InstrumentStateConflict, VersionConflict */
  async putBookingPolicy(
    command: TermsCommand,
    body: PutBookingPolicyRequest,
  ): Promise<InstrumentPolicy> {
    const rules = resolvePolicy(body);
    refuse(policyFaults(rules));
    return this.put(command, 'booking_policy', async (tx, version, holderId) => {
      await requireSecondApprover(tx, holderId, rules);
      await insertPolicy(tx, command, { version, rules, source: 'own' });
      return { version, ...rules, source: 'instrument' };
    });
  }

  /**
   * Gives up an instrument's own rules: from a new version on it follows its holder's again, or the default ones until the
   * holder sets some. Where it follows them already nothing changes.
   *
   * @throws InstrumentNotFound, InstrumentStateConflict, VersionConflict
   */
  async followHolder(command: TermsCommand): Promise<InstrumentPolicy> {
    const { instrumentId, ifMatch } = command;
    const before = await this.getBookingPolicy(instrumentId);
    if (before.source !== 'instrument') {
      requireVersion(ifMatch, before.version);
      return before;
    }
    return this.put(command, 'booking_policy', async (tx, version, holderId) => {
      const { version: holderVersion, ...rules } = await findHolderPolicy(tx, holderId);
      await insertPolicy(tx, command, { version, rules, source: 'holder' });
      return { ...rules, version, source: holderVersion === 0 ? 'default' : 'holder' };
    });
  }

  /**
   * Publishes a price list; it holds from today or later on, unless it is the first one.
   *
   * @throws FieldsRefused, InstrumentNotFound, InstrumentStateConflict, VersionConflict
   */
  async putFeeSchedule(command: TermsCommand, body: PutFeeScheduleRequest): Promise<FeeSchedule> {
    refuse(feeFaults(body.lines));
    const { validFrom } = body;
    const lines = body.lines.map(({ kind, amountFen, tier, offPeak }) => ({
      kind,
      amountFen,
      tier: tier ?? null,
      ...(offPeak && offPeak.length > 0 && { offPeak }),
    }));
    return this.put(command, 'fee_schedule', async (tx, version) => {
      const today = await readToday(tx);
      refuse(backdatingFaults(validFrom, { today, isFirst: version === 1 }));
      await tx.query(
        `INSERT INTO fee_schedule (instrument_id, version, valid_from, lines, created_by)
         VALUES ($1, $2, $3, $4, $5)`,
        [command.instrumentId, version, validFrom, JSON.stringify(lines), command.actor.userId],
      );
      return { version, validFrom, lines };
    });
  }

  /** The hours in force. @throws InstrumentNotFound */
  async getOpeningHours(instrumentId: string): Promise<OpeningHours> {
    return (await this.termsOf(instrumentId)).openingHours ?? NO_OPENING_HOURS;
  }

  /** The rules in force. @throws InstrumentNotFound */
  async getBookingPolicy(instrumentId: string): Promise<InstrumentPolicy> {
    const { policy, holderId } = await this.termsOf(instrumentId);
    return { ...policy, source: await findPolicySource(this.db.manager, instrumentId, holderId) };
  }

  /** The price list valid today, or else the next to become valid. @throws InstrumentNotFound */
  async getFeeSchedule(instrumentId: string): Promise<FeeScheduleResponse> {
    const { feeSchedule } = await this.termsOf(instrumentId);
    if (feeSchedule) return feeSchedule;
    const [next]: FeeSchedule[] = await this.db.query(
      `SELECT version, valid_from AS "validFrom", lines FROM fee_schedule
        WHERE instrument_id = $1 ORDER BY valid_from, version DESC LIMIT 1`,
      [instrumentId],
    );
    return next ?? { version: 0, validFrom: null, lines: [] };
  }

  /** Every price list ever published, the newest first. */
  async listFeeSchedules(
    instrumentId: string,
    query: PageQuery,
  ): Promise<Page<FeeScheduleVersionResponse>> {
    const columns = sql`version, valid_from::text AS "validFrom", lines`;
    return this.listVersions(sql`fee_schedule`, { instrumentId, columns, query });
  }

  /** All hours ever set, the newest first. */
  async listOpeningHours(
    instrumentId: string,
    query: PageQuery,
  ): Promise<Page<OpeningHoursVersionResponse>> {
    const columns = sql`version, weekly, exceptions, on_holidays AS "onHolidays"`;
    return this.listVersions(sql`opening_hours`, { instrumentId, columns, query });
  }

  private async listVersions<T extends { version: number; createdAt: string }>(
    table: Sql,
    { instrumentId, columns, query }: { instrumentId: string; columns: Sql; query: PageQuery },
  ): Promise<Page<T>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = Number(decodeCursor(query.cursor, 1)?.[0] ?? Number.MAX_SAFE_INTEGER);
    const rows = await run<T & { createdAt: Date }>(
      this.db.manager,
      sql`SELECT ${columns}, created_at AS "createdAt" FROM ${table}
           WHERE instrument_id = ${instrumentId} AND version < ${before}::bigint
           ORDER BY version DESC LIMIT ${limit + 1}`,
    );
    return page(
      rows,
      limit,
      ({ version }) => [version],
      (row) => ({ ...row, createdAt: isoInZone(instantOf(row.createdAt)) }),
    );
  }

  private async termsOf(instrumentId: string): Promise<BookableInstrument> {
    const terms = await findBookable(this.db.manager, instrumentId, null);
    if (!terms) throw new InstrumentNotFound();
    return terms;
  }

  /** Locks the instrument, so that versions count without gaps, and tells the platform, which shows fees and hours. */
  private put<T extends { version: number; source?: PolicySource }>(
    { actor, instrumentId, ifMatch, call }: TermsCommand,
    table: TermsTable,
    insert: (tx: EntityManager, version: number, holderId: string) => Promise<T>,
  ): Promise<T> {
    return inCommand(this.db, call, async (tx) => {
      const row = await lockInstrument(tx, instrumentId);
      if (!row) throw new InstrumentNotFound();
      if (row.status === 'retired') throw new InstrumentStateConflict(row.status, 'set-terms');
      const current = await currentVersion(tx, table, instrumentId);
      requireVersion(ifMatch, current);
      const terms = await insert(tx, current + 1, row.holder_id);
      await tx.query(
        'UPDATE instrument SET version = version + 1, updated_at = app_now() WHERE id = $1',
        [instrumentId],
      );
      if (row.listed_at) await this.outbox.add(tx, 'instrument-changed', { instrumentId });
      await this.audit.record(tx, {
        actor,
        action: `instrument.set-${table.replace('_', '-')}`,
        objectType: 'instrument',
        objectId: instrumentId,
        detail: { version: current + 1, ...(terms.source && { source: terms.source }) },
      });
      return terms;
    });
  }
}

/** A version of an instrument's rules, set for it by hand or as its holder's are. */
interface PolicyVersion {
  version: number;
  rules: Omit<BookingPolicy, 'version'>;
  source: 'own' | 'holder';
}

async function insertPolicy(
  tx: EntityManager,
  { instrumentId, actor }: TermsCommand,
  { version, rules, source }: PolicyVersion,
): Promise<void> {
  await tx.query(
    'INSERT INTO booking_policy (instrument_id, version, rules, created_by, source) VALUES ($1, $2, $3, $4, $5)',
    [instrumentId, version, JSON.stringify(rules), actor.userId, source],
  );
}

async function currentVersion(
  tx: EntityManager,
  table: TermsTable,
  instrumentId: string,
): Promise<number> {
  const [row]: { version: number }[] = await tx.query(
    `SELECT coalesce(max(version), 0) AS version FROM ${table} WHERE instrument_id = $1`,
    [instrumentId],
  );
  return row?.version ?? 0;
}

function refuse(faults: FieldError[]): void {
  if (faults.length > 0) throw new FieldsRefused(faults);
}
