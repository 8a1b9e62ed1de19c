import type { DataSource, EntityManager } from 'typeorm';
import type { Interval } from '@app/common';
import { inTransaction } from '@app/database';
import type { Asker, BookableInstrument } from '@app/instruments';
import { counted, databaseNow, findArrears } from '../booking/booking-facts';
import { findOwnInLab } from '../booking/lab.queries';
import { findBan } from '../life/penalty.queries';
import { findQualifications } from '../qualifications/qualification.queries';
import { type AskerFacts, restrictsPeople } from './restrictions.rules';

/** An instrument and the time in which the asker looks at it. */
export interface Looked {
  instrument: BookableInstrument;
  within: Interval;
  /** A reservation of the asker's that would be moved; it does not count against itself. */
  except?: string | undefined;
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
  if (!looked.some(({ instrument }) => restrictsPeople(instrument))) return new Map();
  return inTransaction(db, (tx) => findAskerFactsIn(tx, asker, looked));
}

/** The same in the caller's transaction. */
export async function findAskerFactsIn(
  tx: EntityManager,
  { userId, organisationId: userOrganisationId }: Asker,
  asked: readonly Looked[],
): Promise<ReadonlyMap<string, AskerFacts>> {
  const looked = asked.filter(({ instrument }) => restrictsPeople(instrument));
  if (looked.length === 0) return new Map();
  const now = await databaseNow(tx);
  const instruments = looked.map(({ instrument }) => instrument);
  const qualifications = await findQualifications(tx, userId, instruments);
  const facts = new Map<string, AskerFacts>();
  for (const { instrument, within: period, except } of looked) {
    const request = { instrument, period, userId, userOrganisationId, ...(except && { except }) };
    facts.set(instrument.id, {
      instrument,
      ...(await counted(tx, request, now)),
      ownInLab: await findOwnInLab(tx, request),
      qualification: qualifications.get(instrument.id),
      // A ban and arrears keep from booking, and not from moving what is booked.
      ban: except === undefined ? await findBan(tx, userId, instrument) : null,
      arrears: except === undefined ? await findArrears(tx, request) : null,
    });
  }
  return facts;
}
