import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** What a feed shows: when an instrument is busy, a person's own reservations, or all of a holder's instruments. */
export const FEED_KINDS = ['instrument', 'person', 'holder'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

/** A secret address at which a calendar program reads; shown once, kept as its SHA-256, until its person revokes it. */
@Entity('calendar_feed')
@Unique('calendar_feed_token_hash', ['tokenHash'])
@Check('calendar_feed_kind_known', `kind IN (${FEED_KINDS.map((kind) => `'${kind}'`).join(', ')})`)
@Check('calendar_feed_of_an_instrument', `(kind = 'instrument') = (instrument_id IS NOT NULL)`)
export class CalendarFeed {
  @PrimaryColumn('uuid') id: string;
  @Column('bytea', { name: 'token_hash' }) tokenHash: Buffer;
  @Column('text') kind: FeedKind;
  /** Who made it, and alone revokes it. */
  @Index('calendar_feed_of_person')
  @ForeignKey('AppUser', { name: 'calendar_feed_person_exists' })
  @Column('uuid', { name: 'user_id' })
  userId: string;
  /** Acted for when it was made: it opens nothing once the person has left. */
  @ForeignKey('Organisation', { name: 'calendar_feed_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @ForeignKey('Instrument', { name: 'calendar_feed_instrument_exists' })
  @Column('uuid', { name: 'instrument_id', nullable: true })
  instrumentId: string | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'revoked_at', nullable: true }) revokedAt: DateTime | null;
}
