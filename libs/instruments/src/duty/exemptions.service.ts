import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inCommand } from '@app/database';
import {
  type CommandCall,
  cursorProblem,
  decodeCursor,
  DEFAULT_PAGE,
  isId,
  page,
  type Page,
  requireVersion,
} from '@app/http';
import { type Actor, SecondPersonNeeded } from '@app/identity';
import { InstrumentNotFound, InstrumentStateConflict } from '../instrument.errors';
import { lockInstrument } from '../instrument.queries';
import { draftOf } from '../record/instrument-draft';
import { OwnInstrument } from '../review/review.errors';
import { TODAY } from './duty-facts';
import { dutyReason } from './duty.rules';
import {
  type ExemptionResponse,
  type ExemptionRow,
  type GrantExemptionRequest,
  type ListExemptionsQuery,
  type RequestExemptionRequest,
  toExemptionResponse,
} from './exemption.dto';
import { ExemptionDecided, ExemptionOpen, NothingToExempt } from './exemption.errors';
import { getExemption, listExemptions, lockExemption } from './exemption.queries';
import { requireFromToday } from './today';

/** A command on one exemption, or on the instrument it is asked for. */
interface ExemptionCommand extends CommandCall {
  actor: Actor;
  id: string;
}

/** Requests to keep instruments out of sharing, from the holder's reason to the bureau's filing number. */
@Injectable()
export class Exemptions {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Asks on behalf of the holder; one request or running exemption at a time for each instrument.
   *
   * @throws InstrumentNotFound, InstrumentStateConflict for a retired one
   * @throws NothingToExempt when it need not be shared (422), ExemptionOpen when one waits or runs (409)
   * @throws FieldsRefused for a last day in the past (422)
   */
  request(
    { actor, id: instrumentId, ifMatch, call }: ExemptionCommand,
    { reason, requestedUntil = null }: RequestExemptionRequest,
  ): Promise<ExemptionResponse> {
    return inCommand(this.db, call, async (tx) => {
      await requireDuty(tx, instrumentId, ifMatch);
      if (requestedUntil !== null) await requireFromToday(tx, '/requestedUntil', requestedUntil);
      const id = newId();
      const rows: unknown[] = await tx.query(
        // A rival's request is waited for and then stepped back from, without breaking the transaction.
        `INSERT INTO duty_exemption (id, instrument_id, reason, requested_until, starts_on, requested_by)
         VALUES ($1, $2, $3, $4, ${TODAY}, $5)
         ON CONFLICT ON CONSTRAINT duty_exemption_one_open_or_running DO NOTHING RETURNING id`,
        [id, instrumentId, reason, requestedUntil, actor.userId],
      );
      if (rows.length === 0) throw new ExemptionOpen();
      return this.record(tx, actor, id, 'request');
    });
  }

  /** @throws ExemptionNotFound */
  async get(id: string): Promise<ExemptionResponse> {
    return toExemptionResponse(await getExemption(this.db.manager, id));
  }

  /** The exemptions the reader may open, newest first. */
  async list(
    actor: Actor,
    { limit = DEFAULT_PAGE, cursor, ...filter }: ListExemptionsQuery,
  ): Promise<Page<ExemptionResponse>> {
    const after = decodeCursor(cursor, 1)?.[0] ?? null;
    if (after !== null && !isId(after)) throw cursorProblem(cursor ?? '');
    const rows = await listExemptions(this.db.manager, actor, filter, after, limit);
    return page(rows, limit, ({ id }) => [id], toExemptionResponse);
  }

  /**
   * Grants a request under a filing number up to and with a day.
   *
   * @throws ExemptionNotFound, ExemptionDecided, OwnInstrument, SecondPersonNeeded, VersionConflict
   * @throws FieldsRefused for a last day in the past (422)
   */
  grant(
    command: ExemptionCommand,
    { filingNumber, endsOn }: GrantExemptionRequest,
  ): Promise<ExemptionResponse> {
    return this.decide(command, 'grant', async (tx, { id }) => {
      await requireFromToday(tx, '/endsOn', endsOn);
      await tx.query(
        `UPDATE duty_exemption SET state = 'granted', filing_number = $2, ends_on = $3, decided_by = $4,
                decided_at = app_now(), version = version + 1
          WHERE id = $1`,
        [id, filingNumber, endsOn, command.actor.userId],
      );
    });
  }

  /** @throws ExemptionNotFound, ExemptionDecided, OwnInstrument, SecondPersonNeeded, VersionConflict */
  refuse(command: ExemptionCommand, reason: string): Promise<ExemptionResponse> {
    return this.decide(command, 'refuse', async (tx, { id }) => {
      await tx.query(
        `UPDATE duty_exemption SET state = 'refused', refusal = $2, decided_by = $3, decided_at = app_now(),
                version = version + 1
          WHERE id = $1`,
        [id, reason, command.actor.userId],
      );
    });
  }

  /** Takes a request back that nobody has decided. @throws ExemptionNotFound, ExemptionDecided, VersionConflict */
  withdraw(command: ExemptionCommand): Promise<ExemptionResponse> {
    return this.change(command, 'withdraw', async (tx, { id }) => {
      await tx.query(
        `UPDATE duty_exemption SET state = 'withdrawn', version = version + 1 WHERE id = $1`,
        [id],
      );
    });
  }

  /** Nobody decides about an instrument of their own organisation, nor about what they asked for before they moved. */
  private decide(
    command: ExemptionCommand,
    action: 'grant' | 'refuse',
    write: (tx: EntityManager, row: ExemptionRow) => Promise<void>,
  ): Promise<ExemptionResponse> {
    return this.change(command, action, (tx, row) => {
      if (row.holder_id === command.actor.organisationId) throw new OwnInstrument();
      if (row.requested_by === command.actor.userId) throw new SecondPersonNeeded();
      return write(tx, row);
    });
  }

  private change(
    { actor, id, ifMatch, call }: ExemptionCommand,
    action: 'grant' | 'refuse' | 'withdraw',
    write: (tx: EntityManager, row: ExemptionRow) => Promise<void>,
  ): Promise<ExemptionResponse> {
    return inCommand(this.db, call, async (tx) => {
      const row = await lockExemption(tx, id);
      requireVersion(ifMatch, row.version);
      if (row.state !== 'requested') throw new ExemptionDecided(row.state);
      await write(tx, row);
      return this.record(tx, actor, id, action);
    });
  }

  private async record(
    tx: EntityManager,
    actor: Actor,
    id: string,
    action: string,
  ): Promise<ExemptionResponse> {
    const row = await getExemption(tx, id);
    await this.audit.record(tx, {
      actor,
      action: `exemptions.${action}`,
      objectType: 'duty_exemption',
      objectId: id,
      detail: {
        instrumentId: row.instrument_id,
        filingNumber: row.filing_number,
        endsOn: row.ends_on,
      },
    });
    return toExemptionResponse(row);
  }
}

/** @throws InstrumentNotFound, VersionConflict, InstrumentStateConflict, NothingToExempt */
async function requireDuty(
  tx: EntityManager,
  instrumentId: string,
  ifMatch: string | undefined,
): Promise<void> {
  const row = await lockInstrument(tx, instrumentId);
  if (!row) throw new InstrumentNotFound();
  requireVersion(ifMatch, row.version);
  if (row.status === 'retired') throw new InstrumentStateConflict(row.status, 'edit');
  if (row.must_share) return;
  const facts = { ...draftOf(row), useObliged: row.use_obliged };
  throw new NothingToExempt(dutyReason(facts).message);
}
