import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import { CATEGORY_SCHEME } from './categories/category-table';
import { FUNDING_CLASSES, type FundingClass, PUBLIC_FUNDING } from './funding-class';
import type { InstrumentDraft } from './instrument-draft';
import {
  INSTRUMENT_STATUSES,
  type InstrumentStatus,
  SHARING_THRESHOLD_FEN,
} from './instrument.rules';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** One set (单台套) of a holder, from its first entry to its retirement. */
@Entity('instrument')
@Unique('instrument_asset_number_taken', ['holderId', 'assetNumber'])
@Index('instrument_of_status', ['status', 'id'])
@Check('instrument_status_known', `status IN (${quoted(INSTRUMENT_STATUSES)})`)
@Check('instrument_value_not_negative', 'original_value_fen >= 0')
@Check(
  'instrument_funding_known',
  `cardinality(funding_classes) > 0 AND funding_classes <@ ARRAY[${quoted(FUNDING_CLASSES)}]::text[]`,
)
@Check(
  'instrument_must_share_follows_value_and_funding',
  `must_share = (original_value_fen >= ${SHARING_THRESHOLD_FEN} AND funding_classes && ARRAY[${quoted(PUBLIC_FUNDING)}]::text[])`,
)
export class Instrument implements InstrumentDraft {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Organisation', { name: 'instrument_holder_exists' })
  @Column('uuid', { name: 'holder_id' })
  holderId: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @Column('text', { name: 'name_en', nullable: true }) nameEn: string | null;
  @Column('text', { name: 'asset_number' }) assetNumber: string;
  @Column('text', { name: 'category_code' }) categoryCode: string;
  @Column('text', { name: 'category_scheme', default: CATEGORY_SCHEME }) categoryScheme: string;
  @Column('text') model: string;
  @Column('text') manufacturer: string;
  @Column('text', { name: 'country_of_origin', nullable: true }) countryOfOrigin: string | null;
  @FenColumn({ name: 'original_value_fen' }) originalValueFen: Fen;
  @Column('text', { name: 'funding_classes', array: true }) fundingClasses: FundingClass[];
  @CivilDateColumn({ name: 'accepted_on' }) acceptedOn: string;
  /** Of the location, which decides whether it lies outside Jiaxing; the holder may be registered elsewhere. */
  @Column('text', { name: 'region_code' }) regionCode: string;
  @Column('text') address: string;
  @Column('text', { default: 'draft' }) status: InstrumentStatus;
  @Column('boolean', { name: 'must_share' }) mustShare: boolean;
  /** Acceptance + 30 working days; null without a duty to share. */
  @CivilDateColumn({ name: 'report_due_on', nullable: true }) reportDueOn: string | null;
  /** The count touched a year whose holidays were not published. */
  @Column('boolean', { name: 'report_due_provisional', default: false })
  reportDueProvisional: boolean;
  /** False when it is listed for information only and booked by phone. */
  @Column('boolean', { name: 'online_booking', default: true }) onlineBooking: boolean;
  @Column('text', { name: 'contact_name', nullable: true }) contactName: string | null;
  @Column('text', { name: 'contact_phone', nullable: true }) contactPhone: string | null;
  /** Why it was last sent back, suspended or retired; null in every other status. */
  @Column('text', { name: 'status_reason', nullable: true }) statusReason: string | null;
  /** First listing; from then on every change is told to the regional platform. */
  @InstantColumn({ name: 'listed_at', nullable: true }) listedAt: DateTime | null;
  /** Grows with every change of the instrument or of its hours, rules and fees. */
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'updated_at', default: () => 'app_now()' }) updatedAt: DateTime;
}
