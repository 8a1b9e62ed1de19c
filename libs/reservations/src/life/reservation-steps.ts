import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, instantOf, type Interval } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { type BookableInstrument, InstrumentsService } from '@app/instruments';
import { mayStart, type StateAction } from '../reservation.actions';
import type { ReservationResponse } from '../reservation.dto';
import { ReservationStateConflict } from '../reservation.errors';
import {
  actionsFor,
  getReservation,
  lockReservation,
  ownerOf,
  type ReservationRow,
  toReservationResponse,
} from '../reservation.queries';
import type { ReservationState } from '../reservation.words';
import { changeState } from '../transitions';

/** What a step works with once the reservation is locked. */
export interface Locked {
  tx: EntityManager;
  row: ReservationRow;
  instrument: BookableInstrument;
  period: Interval;
}

/** What a step does beside the change of state. @returns columns to set */
export type Effect = (locked: Locked) => Promise<Record<string, unknown>>;

/** A command and the state it leads to, which may depend on the reservation; without one the state stays. */
export interface Step {
  action: StateAction;
  to?: ReservationState | ((row: ReservationRow) => ReservationState);
  /** For history and audit: ids and instants only. */
  detail?: object;
}

/** Who takes a step on which reservation; `ifMatch` is the version it was seen in. */
export interface StepCall {
  actor: Actor;
  id: string;
  ifMatch: string | undefined;
}

/** Takes the steps of reservations: each is one compare-and-set with its history and audit. */
@Injectable()
export class ReservationSteps {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly audit: AuditService,
  ) {}

  /** @throws ReservationStateConflict from a state that does not allow the step (409) */
  take(
    actor: Actor,
    id: string,
    { ifMatch, call }: CommandCall,
    step: Step,
    effect: Effect,
  ): Promise<ReservationResponse> {
    return inCommand(this.db, call, (tx) => this.takeIn(tx, { actor, id, ifMatch }, step, effect));
  }

  /** The same in the caller's transaction. */
  async takeIn(
    tx: EntityManager,
    { actor, id, ifMatch }: StepCall,
    { action, to, detail }: Step,
    effect: Effect,
  ): Promise<ReservationResponse> {
    const row = await lockReservation(tx, id);
    requireVersion(ifMatch, row.version);
    requireState(actor, row, action);
    const period = { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) };
    const instrument = await this.instruments.getBookable(
      tx,
      row.instrument_id,
      civilDateOf(period.startsAt),
      ownerOf(row),
    );
    const columns = await effect({ tx, row, instrument, period });
    const next = typeof to === 'function' ? to(row) : (to ?? row.state);
    const step = { reservationId: id, version: row.version, actorId: actor.userId };
    await changeState(
      tx,
      { ...step, action, from: row.state, to: next, ...(detail && { detail }) },
      Object.keys(columns).map((column, index) => `${column} = $${index + 5}`),
      Object.values(columns),
    );
    await this.audit.record(tx, {
      actor,
      action: `reservation.${action}`,
      objectType: 'reservation',
      objectId: id,
      ...(detail && { detail }),
    });
    return toReservationResponse(await getReservation(tx, id), actor);
  }
}

/** @throws ReservationStateConflict with what the asker may do instead */
export function requireState(actor: Actor, row: ReservationRow, action: StateAction): void {
  if (!mayStart(action, row.state)) throw stateConflict(actor, row, action);
}

/** The refusal of an action that the reservation's state or time does not allow. */
export const stateConflict = (
  actor: Actor,
  row: ReservationRow,
  action: StateAction,
): ReservationStateConflict =>
  new ReservationStateConflict(action, row.state, actionsFor(row, actor));
