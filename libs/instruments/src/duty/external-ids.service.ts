import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import { type CommandCall, fieldError, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { InstrumentNotFound } from '../instrument.errors';
import { type InstrumentRow, lockInstrument } from '../instrument.queries';
import { OwnInstrument } from '../review/review.errors';
import { Connections } from './connections.service';
import { type ExternalScheme, SCHEME_NAMES } from './duty.words';
import type {
  ExternalIdFields,
  ExternalIdsResponse,
  VerifyExternalIdRequest,
} from './external-id.dto';
import { ExternalNumberTaken } from './external-id.errors';
import { externalIdFaults } from './external-id.rules';
import { requireNotFuture } from './today';

/** A command on one instrument's registrations elsewhere. */
interface ExternalIdsCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
}

/** A number that a ledger or another system brought. */
export interface ExternalIdRecord {
  instrumentId: string;
  scheme: ExternalScheme;
  number: string;
  url?: string;
}

/**
 * What became of a number: recorded now; known already; taken by another instrument; or the instrument has a different
 * one there, which stays.
 */
export type ExternalIdOutcome = 'recorded' | 'known' | 'taken' | 'different';

/** Numbers and addresses of instruments in other registers, and with the regional one the joining (入网). */
@Injectable()
export class ExternalIds {
  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** All registrations of one instrument elsewhere. */
  list(instrumentId: string): Promise<ExternalIdsResponse> {
    return readAll(this.db.manager, instrumentId);
  }

  /**
   * Replaces the holder's list; what is unchanged stays verified, what changes has to be verified anew.
   *
   * @throws InstrumentNotFound, VersionConflict
   * @throws FieldsRefused for an empty, repeated or unusable entry (422)
   * @throws ExternalNumberTaken when another instrument bears a number (409)
   */
  put(
    { actor, instrumentId, ifMatch, call }: ExternalIdsCommand,
    externalIds: readonly ExternalIdFields[],
  ): Promise<ExternalIdsResponse> {
    const faults = externalIdFaults(externalIds);
    if (faults.length > 0) throw new FieldsRefused(faults);
    return inCommand(this.db, call, async (tx) => {
      const row = await lockOne(tx, instrumentId);
      requireVersion(ifMatch, row.version);
      const schemes = externalIds.map(({ scheme }) => scheme);
      await tx.query(
        'DELETE FROM instrument_external_id WHERE instrument_id = $1 AND scheme <> ALL ($2)',
        [instrumentId, schemes],
      );
      for (const [index, entry] of externalIds.entries())
        await upsert(tx, instrumentId, entry, `/externalIds/${index}/number`);
      return this.settle(tx, { actor, row, action: 'externalIds.put', detail: { schemes } });
    });
  }

  /**
   * The bureau has seen the instrument in the other register; on the regional platform that is its joining.
   *
   * @throws InstrumentNotFound, VersionConflict
   * @throws OwnInstrument for a reviewer of the holder's own organisation (403)
   * @throws FieldsRefused when nothing is recorded there, or for a day to come (422)
   */
  verify(
    { actor, instrumentId, ifMatch, call }: ExternalIdsCommand,
    { scheme, verifiedOn }: VerifyExternalIdRequest,
  ): Promise<ExternalIdsResponse> {
    return inCommand(this.db, call, async (tx) => {
      const row = await lockOne(tx, instrumentId);
      if (row.holder_id === actor.organisationId) throw new OwnInstrument();
      requireVersion(ifMatch, row.version);
      const today = await requireNotFuture(tx, { '/verifiedOn': verifiedOn });
      const [rows]: [unknown[], number] = await tx.query(
        `UPDATE instrument_external_id SET verified_on = $3 WHERE instrument_id = $1 AND scheme = $2 RETURNING scheme`,
        [instrumentId, scheme, verifiedOn ?? today],
      );
      if (rows.length === 0) throw nothingToVerify(scheme);
      return this.settle(tx, { actor, row, action: 'externalIds.verify', detail: { scheme } });
    });
  }

  /** Records a number that a ledger brought, without breaking the transaction when it cannot be. */
  async record(
    tx: EntityManager,
    { instrumentId, scheme, number, url }: ExternalIdRecord,
  ): Promise<ExternalIdOutcome> {
    const recorded: unknown[] = await tx.query(
      `INSERT INTO instrument_external_id (instrument_id, scheme, number, url) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING scheme`,
      [instrumentId, scheme, number, url ?? null],
    );
    if (recorded.length > 0) return 'recorded';
    const [own]: { number: string | null }[] = await tx.query(
      'SELECT number FROM instrument_external_id WHERE instrument_id = $1 AND scheme = $2',
      [instrumentId, scheme],
    );
    if (!own) return 'taken';
    return own.number === number ? 'known' : 'different';
  }

  /**
   * The regional platform accepted the instrument on a civil date: it has joined. What we send is known there by our id;
   * a number that the holder has recorded stays.
   *
   * @throws InstrumentNotFound
   */
  async markAcceptedByPlatform(
    tx: EntityManager,
    instrumentId: string,
    acceptedOn: string,
  ): Promise<void> {
    await lockOne(tx, instrumentId);
    await tx.query(
      `INSERT INTO instrument_external_id AS known (instrument_id, scheme, number, verified_on)
       VALUES ($1::uuid, 'regional', $1::text, $2)
       ON CONFLICT ON CONSTRAINT instrument_external_id_one_of_scheme DO UPDATE
         SET verified_on = coalesce(known.verified_on, excluded.verified_on)`,
      [instrumentId, acceptedOn],
    );
    await this.connections.follow(tx, instrumentId);
    await this.audit.record(tx, {
      actor: null,
      action: 'externalIds.accept',
      objectType: 'instrument',
      objectId: instrumentId,
      detail: { scheme: 'regional', acceptedOn },
    });
  }

  private async settle(
    tx: EntityManager,
    {
      actor,
      row,
      action,
      detail,
    }: { actor: Actor; row: InstrumentRow; action: string; detail: object },
  ): Promise<ExternalIdsResponse> {
    await this.connections.follow(tx, row.id);
    if (row.listed_at !== null)
      await this.outbox.add(tx, 'instrument-changed', { instrumentId: row.id });
    await this.audit.record(tx, {
      ...{ actor, action, detail },
      objectType: 'instrument',
      objectId: row.id,
    });
    return readAll(tx, row.id);
  }
}

/** @throws InstrumentNotFound */
async function lockOne(tx: EntityManager, instrumentId: string): Promise<InstrumentRow> {
  const row = await lockInstrument(tx, instrumentId);
  if (!row) throw new InstrumentNotFound();
  return row;
}

async function readAll(tx: EntityManager, instrumentId: string): Promise<ExternalIdsResponse> {
  const rows: { scheme: ExternalScheme; number: string; url: string; verified_on: string }[] =
    await tx.query(
      `SELECT scheme, number, url, verified_on FROM instrument_external_id
        WHERE instrument_id = $1 ORDER BY scheme`,
      [instrumentId],
    );
  return {
    externalIds: rows.map(({ scheme, number, url, verified_on }) => ({
      scheme,
      ...(number && { number }),
      ...(url && { url }),
      ...(verified_on && { verifiedOn: verified_on }),
    })),
  };
}

/** @throws ExternalNumberTaken */
async function upsert(
  tx: EntityManager,
  instrumentId: string,
  { scheme, number, url }: ExternalIdFields,
  pointer: string,
): Promise<void> {
  try {
    await tx.query(
      `INSERT INTO instrument_external_id AS known (instrument_id, scheme, number, url) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT instrument_external_id_one_of_scheme DO UPDATE
         SET number = excluded.number, url = excluded.url,
             verified_on = CASE WHEN (known.number, known.url) IS NOT DISTINCT FROM (excluded.number, excluded.url)
                                THEN known.verified_on END`,
      [instrumentId, scheme, number ?? null, url ?? null],
    );
  } catch (error) {
    onConstraint(error, {
      instrument_external_id_number_taken: () =>
        new ExternalNumberTaken(scheme, number ?? '', pointer),
    });
  }
}

const nothingToVerify = (scheme: ExternalScheme): FieldsRefused => {
  const name = SCHEME_NAMES[scheme];
  return new FieldsRefused([
    fieldError('/scheme', 'not-recorded', scheme, {
      zh: `下没有登记编号或网址（${name.zh}），请先由持有单位填写`,
      en: `has neither number nor address (${name.en}); the holder has to record one first`,
    }),
  ]);
};
