import type { EntityManager } from 'typeorm';

/** Whether somebody of the lab has approved a reservation for the time that it has now. */
export async function wasApproved(tx: EntityManager, reservationId: string): Promise<boolean> {
  const [row]: { approved: boolean }[] = await tx.query(
    `SELECT EXISTS (SELECT FROM reservation_history WHERE reservation_id = $1 AND action = 'approve') AS approved`,
    [reservationId],
  );
  return row?.approved ?? false;
}
