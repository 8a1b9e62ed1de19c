import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, fieldError, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { WorkCalendarService } from '@app/work-calendar';
import { InstrumentNotFound } from '../instrument.errors';
import { lockInstrument } from '../instrument.queries';
import { type DutyResponse, toDutyResponse } from './duty.dto';
import { findDuty } from './duty-facts';
import { SENSOR_WITHIN_WORKDAYS } from './duty.rules';
import type { PutSensorRequest } from './sensor.dto';
import { requireNotFuture } from './today';

/** A command on the sensor of one instrument. */
interface SensorCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
}

/** Joining the network (入网): its date, what follows by when, and the sensor. */
@Injectable()
export class Connections {
  constructor(
    private readonly db: DataSource,
    private readonly calendars: WorkCalendarService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes the joining follow the verified registration on the regional platform: the first one starts the deadlines,
   * a later one moves nothing, and without one the instrument has not joined.
   */
  async follow(tx: EntityManager, instrumentId: string): Promise<void> {
    const [regional]: { verified_on: string | null; joined_on: string | null }[] = await tx.query(
      `SELECT e.verified_on, c.joined_on FROM instrument i
         LEFT JOIN instrument_external_id e ON e.instrument_id = i.id AND e.scheme = 'regional'
         LEFT JOIN instrument_connection c ON c.instrument_id = i.id
        WHERE i.id = $1`,
      [instrumentId],
    );
    const verifiedOn = regional?.verified_on ?? null;
    if (verifiedOn === null) {
      await tx.query(
        `UPDATE instrument_connection SET joined_on = NULL, sensor_due_on = NULL, sensor_due_provisional = false
          WHERE instrument_id = $1 AND joined_on IS NOT NULL`,
        [instrumentId],
      );
    } else if (regional?.joined_on == null) {
      await this.join(tx, instrumentId, verifiedOn);
    }
  }

  /**
   * Records the sensor as its holder describes it, from its installation to its recovery.
   *
   * @throws InstrumentNotFound, VersionConflict
   * @throws FieldsRefused for days to come, and for a recovery before the installation (422)
   */
  putSensor(
    { actor, instrumentId, ifMatch, call }: SensorCommand,
    { number, installedOn, recoveredOn = null }: PutSensorRequest,
  ): Promise<DutyResponse> {
    if (recoveredOn !== null && recoveredOn < installedOn)
      throw recoveredTooEarly(recoveredOn, installedOn);
    return inCommand(this.db, call, async (tx) => {
      const row = await lockInstrument(tx, instrumentId);
      if (!row) throw new InstrumentNotFound();
      requireVersion(ifMatch, row.version);
      await requireNotFuture(tx, { '/installedOn': installedOn, '/recoveredOn': recoveredOn });
      await tx.query(
        `INSERT INTO instrument_connection (instrument_id, sensor_number, sensor_installed_on, sensor_recovered_on)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT instrument_connection_of_instrument DO UPDATE
           SET sensor_number = excluded.sensor_number, sensor_installed_on = excluded.sensor_installed_on,
               sensor_recovered_on = excluded.sensor_recovered_on`,
        [instrumentId, number, installedOn, recoveredOn],
      );
      await this.audit.record(tx, {
        actor,
        action: 'sensors.put',
        objectType: 'instrument',
        objectId: instrumentId,
        detail: { number, installedOn, recoveredOn },
      });
      const duty = await findDuty(tx, instrumentId);
      if (!duty) throw new InstrumentNotFound();
      return toDutyResponse(duty);
    });
  }

  private async join(tx: EntityManager, instrumentId: string, joinedOn: string): Promise<void> {
    const calendar = await this.calendars.pin(tx);
    const due = calendar.addWorkdays(joinedOn, SENSOR_WITHIN_WORKDAYS);
    await tx.query(
      `INSERT INTO instrument_connection (instrument_id, joined_on, sensor_due_on, sensor_due_provisional)
       VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT instrument_connection_of_instrument DO UPDATE
         SET joined_on = excluded.joined_on, sensor_due_on = excluded.sensor_due_on,
             sensor_due_provisional = excluded.sensor_due_provisional`,
      [instrumentId, joinedOn, due.date, due.provisional],
    );
  }
}

const recoveredTooEarly = (recoveredOn: string, installedOn: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/recoveredOn', 'before-installation', recoveredOn, {
      zh: `早于安装日期 ${installedOn}，请核对两个日期`,
      en: `lies before the installation on ${installedOn}; check both dates`,
    }),
  ]);
