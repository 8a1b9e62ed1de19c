import type { DataSource, EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import { inTransaction } from '@app/database';
import type { Asker, BookableInstrument } from '@app/instruments';
import { counted, databaseNow } from '../booking/booking-facts';
import type { BookingRequest } from '../booking/booking-request';
import { findOwnInLab } from '../booking/lab.queries';
import { findBan } from '../life/penalty.queries';
import { findQualifications } from '../qualifications/qualification.queries';
import { type AskerFacts, restrictsPeople } from './restrictions.rules';

/** An instrument and the time in which the asker looks at it. */
export interface Looked {
  instrument: BookableInstrument;
  within: Interval;
}

/**
 * What the rules about people look at for an asker, by instrument. Only what their policies have on is asked, and nothing
 * at all where none has such a rule.
 */
export async function findAskerFacts(
  db: DataSource,
  asker: Asker,
  looked: readonly Looked[],
): Promise<ReadonlyMap<string, AskerFacts>> {
  const restricted = looked.filter(({ instrument }) => restrictsPeople(instrument));
  if (restricted.length === 0) return new Map();
  return inTransaction(db, (tx) => factsIn(tx, asker, restricted));
}

async function factsIn(
  tx: EntityManager,
  { userId, organisationId: userOrganisationId }: Asker,
  looked: readonly Looked[],
): Promise<Map<string, AskerFacts>> {
  const now = await databaseNow(tx);
  const instruments = looked.map(({ instrument }) => instrument);
  const qualifications = await findQualifications(tx, userId, instruments);
  const facts = new Map<string, AskerFacts>();
  for (const { instrument, within: period } of looked) {
    const request: BookingRequest = { instrument, period, userId, userOrganisationId };
    facts.set(instrument.id, {
      instrument,
      ...(await counted(tx, request, now)),
      ownInLab: await findOwnInLab(tx, request),
      qualification: qualifications.get(instrument.id),
      ban: await findBan(tx, userId, instrument),
    });
  }
  return facts;
}
