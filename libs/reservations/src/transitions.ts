import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { prepared } from '@app/database';
import { ReservationStateConflict } from './reservation.errors';
import type { ReservationState } from './reservation.words';

/** One step in the life of a reservation. */
interface Transition {
  reservationId: string;
  /** Null for the system's own jobs. */
  actorId: string | null;
  action: string;
  from: ReservationState | null;
  to: ReservationState;
  detail?: object;
}

const RECORD = prepared(
  `INSERT INTO reservation_history (id, reservation_id, actor_id, action, from_state, to_state, detail)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

/** Writes the history row of a step; nothing changes state without one. */
export async function recordTransition(tx: EntityManager, step: Transition): Promise<void> {
  await tx.query(RECORD, [
    ...[newId(), step.reservationId, step.actorId, step.action, step.from, step.to],
    step.detail ?? {},
  ]);
}

/**
 * Compare-and-set on (state, version) with its history row; `set` is further SQL assignments over the parameters
 * from $5 on.
 *
 * @throws ReservationStateConflict when somebody was faster
 */
export async function changeState(
  tx: EntityManager,
  step: Transition & { version: number },
  set: string[] = [],
  values: unknown[] = [],
): Promise<void> {
  const assignments = ['state = $4', 'version = version + 1', ...set].join(', ');
  const [rows]: [unknown[], number] = await tx.query(
    `UPDATE reservation SET ${assignments} WHERE id = $1 AND state = $2 AND version = $3 RETURNING id`,
    [step.reservationId, step.from, step.version, step.to, ...values],
  );
  if (rows.length !== 1) throw new ReservationStateConflict(step.action, step.from ?? step.to);
  await recordTransition(tx, step);
}
