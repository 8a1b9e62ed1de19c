import { SECOND_APPROVERS } from '@app/instruments';

/** Life of a reservation; the last five are its exits. */
export const RESERVATION_STATES = [
  'requested',
  'confirmed',
  'in_use',
  'used',
  'completed',
  'rejected',
  'cancelled',
  'expired',
  'no_show',
  'displaced',
] as const;
export type ReservationState = (typeof RESERVATION_STATES)[number];

/** What a request waits for: the office, which has not verified its organisation yet, the lab, or whose word it needs then. */
export const WAITS = ['verification', 'approval', ...SECOND_APPROVERS] as const;
export type Wait = (typeof WAITS)[number];

/** What a person gets points for. */
export const PENALTY_CAUSES = ['no-show', 'late-cancel'] as const;
export type PenaltyCause = (typeof PENALTY_CAUSES)[number];

/** What may take a unit's time. */
export const OCCUPANCY_KINDS = [
  'reservation',
  'hold',
  'maintenance',
  'downtime',
  'remote',
  /** Machine time of samples that were sent in. */
  'sample',
] as const;
export type OccupancyKind = (typeof OCCUPANCY_KINDS)[number];

/** What a person may do with a reservation next; the names are those of the commands. */
export const RESERVATION_ACTIONS = [
  'approve',
  'approve-second',
  'reject',
  'move',
  'hand-over',
  'cancel',
  'check-in',
  'check-out',
  'extend',
  'complete',
  'forgive',
  'accept',
  'dispute',
  'rate',
] as const;
export type ReservationAction = (typeof RESERVATION_ACTIONS)[number];
