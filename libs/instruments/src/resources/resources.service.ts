import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { inCommand, type IdempotentCall, inTransaction, onConstraint } from '@app/database';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentNotFound, InstrumentStateConflict } from '../instrument.errors';
import { lockInstrument } from '../instrument.queries';
import type { CreateResourceRequest, ResourceResponse } from './resource.dto';
import { BookedAhead, ResourceNameTaken, resourceUnknown } from './resource.errors';

const RESOURCES = `
  SELECT r.id, r.kind, r.name_zh AS "nameZh",
         (SELECT count(*)::int FROM instrument_resource used WHERE used.resource_id = r.id) AS instruments
    FROM shared_resource r`;

/** What instruments of a holder share: each booking of one takes the time of all its resources too. */
@Injectable()
export class ResourcesService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** The resources of the actor's organisation, by kind and name. */
  list({ organisationId }: Actor): Promise<ResourceResponse[]> {
    return this.db.query(`${RESOURCES} WHERE r.holder_id = $1 ORDER BY r.kind, r.name_zh, r.id`, [
      organisationId,
    ]);
  }

  /** @throws ResourceNameTaken */
  create(
    actor: Actor,
    { kind, nameZh }: CreateResourceRequest,
    call?: IdempotentCall,
  ): Promise<ResourceResponse> {
    return inCommand(this.db, call, async (tx) => {
      const id = newId();
      const rows: unknown[] = await tx.query(
        `INSERT INTO shared_resource (id, holder_id, kind, name_zh, created_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT shared_resource_name_taken DO NOTHING RETURNING id`,
        [id, actor.organisationId, kind, nameZh, actor.userId],
      );
      if (rows.length === 0) throw new ResourceNameTaken(nameZh);
      await tx.query(
        'INSERT INTO instrument_unit (id, resource_id, position, name) VALUES ($1, $2, 1, $3)',
        [newId(), id, kind],
      );
      await this.audit.record(tx, {
        ...{ actor, action: 'resource.create', objectType: 'organisation' },
        objectId: actor.organisationId,
        detail: { resourceId: id, kind },
      });
      return { id, kind, nameZh, instruments: 0 };
    });
  }

  /** What the bookings of an instrument take beside its own units. */
  ofInstrument(instrumentId: string): Promise<ResourceResponse[]> {
    return inTransaction(this.db, (tx) => findOfInstrument(tx, instrumentId));
  }

  /**
   * Names all resources of an instrument anew.
   *
   * @throws FieldsRefused for one that is not the holder's (422)
   * @throws BookedAhead while anything is booked with the resources it has (409)
   * @throws InstrumentNotFound, InstrumentStateConflict
   */
  async put(
    { actor, instrumentId, call }: CommandCall & { actor: Actor; instrumentId: string },
    resourceIds: readonly string[],
  ): Promise<{ items: ResourceResponse[] }> {
    try {
      return await inCommand(this.db, call, async (tx) => {
        const row = await lockInstrument(tx, instrumentId);
        if (!row) throw new InstrumentNotFound();
        if (row.status === 'retired') throw new InstrumentStateConflict(row.status, 'edit');
        await requireOwn(tx, row.holder_id, resourceIds);
        await replace(tx, instrumentId, resourceIds);
        await this.audit.record(tx, {
          ...{ actor, action: 'instrument.set-resources', objectType: 'instrument' },
          ...{ objectId: instrumentId, detail: { resourceIds } },
        });
        return { items: await findOfInstrument(tx, instrumentId) };
      });
    } catch (error) {
      onConstraint(error, { instrument_unit_set_booked_ahead: () => new BookedAhead() });
    }
  }
}

const findOfInstrument = (tx: EntityManager, instrumentId: string): Promise<ResourceResponse[]> =>
  tx.query(
    `${RESOURCES} WHERE r.id IN (SELECT resource_id FROM instrument_resource WHERE instrument_id = $1)
      ORDER BY r.kind, r.name_zh, r.id`,
    [instrumentId],
  );

async function requireOwn(
  tx: EntityManager,
  holderId: string,
  resourceIds: readonly string[],
): Promise<void> {
  const rows: { id: string }[] = await tx.query(
    'SELECT id FROM shared_resource WHERE holder_id = $1 AND id = ANY($2)',
    [holderId, resourceIds],
  );
  const own = new Set(rows.map(({ id }) => id));
  const unknown = resourceIds.filter((id) => !own.has(id));
  if (unknown.length > 0) throw new FieldsRefused(unknown.map(resourceUnknown));
}

/** Only what differs is written: what stays as it is may be booked. */
async function replace(
  tx: EntityManager,
  instrumentId: string,
  resourceIds: readonly string[],
): Promise<void> {
  await tx.query(
    'DELETE FROM instrument_resource WHERE instrument_id = $1 AND resource_id <> ALL($2)',
    [instrumentId, resourceIds],
  );
  await tx.query(
    `INSERT INTO instrument_resource (instrument_id, resource_id)
     SELECT $1, wanted FROM unnest($2::uuid[]) AS wanted
     ON CONFLICT ON CONSTRAINT instrument_resource_once DO NOTHING`,
    [instrumentId, resourceIds],
  );
}
