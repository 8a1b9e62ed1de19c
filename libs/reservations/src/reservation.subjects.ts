import type { Subject, Subjects } from '@app/identity';

/** The two sides of a reservation, and the person who made it. */
export interface Parties {
  reservedBy: string;
  userOrganisationId: string;
  holderId: string;
}

/** Whose a reservation is, from what is known of it; the same as {@link defineSubjects} tells by SQL. */
export const subjectOf = (parties: Parties): Partial<Subject> => ({
  userId: parties.reservedBy,
  organisationIds: [parties.userOrganisationId],
  counterpartyIds: [parties.holderId],
});

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define(
    'reservation',
    `SELECT r.reserved_by AS user_id, ARRAY[r.user_organisation_id] AS organisation_ids,
            ARRAY[i.holder_id] AS counterparty_ids
       FROM reservation r JOIN instrument i ON i.id = r.instrument_id WHERE r.id = $1`,
  );
  subjects.define(
    'sample-work',
    `SELECT o.placed_by AS user_id, ARRAY[o.user_organisation_id] AS organisation_ids,
            ARRAY[o.provider_organisation_id] AS counterparty_ids
       FROM sample_work w JOIN service_order o ON o.id = w.order_id WHERE w.id = $1`,
  );
  subjects.define(
    'reservation-series',
    `SELECT s.reserved_by AS user_id, ARRAY[s.user_organisation_id] AS organisation_ids,
            ARRAY[i.holder_id] AS counterparty_ids
       FROM reservation_series s JOIN instrument i ON i.id = s.instrument_id WHERE s.id = $1`,
  );
  subjects.define(
    'hold',
    `SELECT held_by AS user_id,
            ARRAY(SELECT organisation_id FROM membership WHERE user_id = held_by) AS organisation_ids
       FROM occupancy WHERE id = $1 AND hold_id IS NULL AND kind = 'hold'`,
  );
  subjects.define(
    'qualification',
    `SELECT q.user_id, ARRAY[i.holder_id] AS organisation_ids
       FROM qualification q JOIN instrument i ON i.id = q.instrument_id WHERE q.id = $1`,
  );
  subjects.define(
    'proposal',
    `SELECT r.reserved_by AS user_id, ARRAY[r.user_organisation_id] AS organisation_ids,
            ARRAY[i.holder_id] AS counterparty_ids
       FROM displacement_proposal p JOIN reservation r ON r.id = p.reservation_id
       JOIN instrument i ON i.id = r.instrument_id WHERE p.id = $1`,
  );
  subjects.define(
    'waiting-entry',
    `SELECT user_id, ARRAY[user_organisation_id] AS organisation_ids FROM waiting_entry WHERE id = $1`,
  );
  subjects.define(
    'maintenance-plan',
    `SELECT ARRAY[i.holder_id] AS organisation_ids
       FROM maintenance_plan p JOIN instrument i ON i.id = p.instrument_id WHERE p.id = $1`,
  );
  subjects.define(
    'downtime',
    `SELECT ARRAY[i.holder_id] AS organisation_ids
       FROM downtime d JOIN instrument i ON i.id = d.instrument_id WHERE d.id = $1`,
  );
}
