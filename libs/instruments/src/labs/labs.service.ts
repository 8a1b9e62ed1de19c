import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentNotFound, InstrumentStateConflict } from '../instrument.errors';
import { lockInstrument } from '../instrument.queries';
import type { InstrumentLabResponse, LabResponse, PutLabRequest } from './lab.dto';
import { LabHasIncome, LabInUse, LabNameTaken, LabNotFound, labUnknown } from './lab.errors';

const LABS = `
  SELECT l.id, l.name_zh AS "nameZh", l.max_concurrent AS "maxConcurrent", l.one_at_a_time AS "oneAtATime",
         ARRAY(SELECT i.id FROM instrument i WHERE i.lab_id = l.id ORDER BY i.id) AS "instrumentIds"
    FROM lab l`;

/** Who changes which laboratory. */
interface LabCommand extends CommandCall {
  actor: Actor;
  labId: string;
}

/** Laboratories (机组) of a holder and which instruments belong to them; what they allow holds for bookings from now on. */
@Injectable()
export class LabsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** Those of the actor's organisation by name. */
  list({ organisationId }: Actor): Promise<LabResponse[]> {
    return this.db.query(`${LABS} WHERE l.holder_id = $1 ORDER BY l.name_zh, l.id`, [
      organisationId,
    ]);
  }

  /** @throws LabNameTaken */
  create(actor: Actor, body: PutLabRequest, { call }: CommandCall = {}): Promise<LabResponse> {
    const id = newId();
    return this.change({ actor, labId: id, call }, 'create', body.nameZh, async (tx) => {
      await tx.query(
        'INSERT INTO lab (id, holder_id, name_zh, max_concurrent, one_at_a_time) VALUES ($1, $2, $3, $4, $5)',
        [id, actor.organisationId, ...columnsOf(body)],
      );
      return findLab(tx, id, actor);
    });
  }

  /** @throws LabNotFound, LabNameTaken */
  put(command: LabCommand, body: PutLabRequest): Promise<LabResponse> {
    return this.change(command, 'update', body.nameZh, async (tx) => {
      await tx.query(
        'UPDATE lab SET name_zh = $2, max_concurrent = $3, one_at_a_time = $4 WHERE id = $1 AND holder_id = $5',
        [command.labId, ...columnsOf(body), command.actor.organisationId],
      );
      return findLab(tx, command.labId, command.actor);
    });
  }

  /** @throws LabNotFound, LabInUse, LabHasIncome */
  async remove(command: LabCommand): Promise<void> {
    await this.change(command, 'delete', '', async (tx) => {
      const lab = await findLab(tx, command.labId, command.actor);
      await tx.query('DELETE FROM lab WHERE id = $1', [command.labId]);
      return lab;
    });
  }

  /**
   * Puts an instrument into a laboratory of its holder, or out of the one it is in.
   *
   * @throws FieldsRefused for a laboratory of another holder (422)
   * @throws InstrumentNotFound, InstrumentStateConflict
   */
  assign(
    { actor, instrumentId, call }: CommandCall & { actor: Actor; instrumentId: string },
    labId: string | null,
  ): Promise<InstrumentLabResponse> {
    return inCommand(this.db, call, async (tx) => {
      const row = await lockInstrument(tx, instrumentId);
      if (!row) throw new InstrumentNotFound();
      if (row.status === 'retired') throw new InstrumentStateConflict(row.status, 'edit');
      if (labId !== null) await requireOwn(tx, row.holder_id, labId);
      await tx.query(
        'UPDATE instrument SET lab_id = $2, version = version + 1, updated_at = app_now() WHERE id = $1',
        [instrumentId, labId],
      );
      await this.audit.record(tx, {
        ...{ actor, action: 'instrument.set-lab', objectType: 'instrument' },
        ...{ objectId: instrumentId, detail: { labId } },
      });
      return { labId };
    });
  }

  private async change<T extends object>(
    { actor, labId, call }: LabCommand,
    action: 'create' | 'update' | 'delete',
    nameZh: string,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await inCommand(this.db, call, async (tx) => {
        const done = await work(tx);
        await this.audit.record(tx, {
          ...{ actor, action: `lab.${action}`, objectType: 'lab', objectId: labId },
        });
        return done;
      });
    } catch (error) {
      return onConstraint(error, {
        lab_name_taken: () => new LabNameTaken(nameZh),
        instrument_lab_exists: () => new LabInUse(),
        income_share_rule_lab_exists: () => new LabHasIncome(),
        income_share_lab_exists: () => new LabHasIncome(),
      });
    }
  }
}

const columnsOf = ({ nameZh, maxConcurrent, oneAtATime }: PutLabRequest): unknown[] => [
  nameZh,
  maxConcurrent ?? null,
  oneAtATime ?? false,
];

/** The actor's own; @throws LabNotFound */
async function findLab(
  tx: EntityManager,
  id: string,
  { organisationId }: Actor,
): Promise<LabResponse> {
  const [lab]: LabResponse[] = await tx.query(`${LABS} WHERE l.id = $1 AND l.holder_id = $2`, [
    id,
    organisationId,
  ]);
  if (!lab) throw new LabNotFound();
  return lab;
}

/** The share lock keeps the laboratory there until the instrument is in it. */
async function requireOwn(tx: EntityManager, holderId: string, labId: string): Promise<void> {
  const rows: unknown[] = await tx.query(
    'SELECT 1 FROM lab WHERE id = $1 AND holder_id = $2 FOR KEY SHARE',
    [labId, holderId],
  );
  if (rows.length === 0) throw new FieldsRefused([labUnknown(labId)]);
}
