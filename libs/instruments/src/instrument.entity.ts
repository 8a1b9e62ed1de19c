import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import { CATEGORY_SCHEME } from './categories/category-table';
import { FUNDING_CLASSES, type FundingClass, PUBLIC_FUNDING } from './record/funding-class';
import type { CustomsDeclaration, InstrumentDraft } from './record/instrument-draft';
import {
  type Acquisition,
  ACQUISITIONS,
  CARRIER_KINDS,
  type CarrierKind,
  INSTRUMENT_TYPES,
  type InstrumentType,
  type Service,
  SERVICES,
  type Use,
  USES,
} from './record/record.words';
import { REVIEW_STEPS, type ReviewStep, type RouteStep } from './review/review.words';
import type { FieldReason } from './review/review.dto';
import {
  INSTRUMENT_STATUSES,
  type InstrumentStatus,
  SHARING_THRESHOLD_FEN,
  SUSPENSION_KINDS,
  type SuspensionKind,
} from './instrument.rules';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
const someOf = (column: string, words: readonly string[]): string =>
  `cardinality(${column}) > 0 AND ${column} <@ ARRAY[${quoted(words)}]::text[]`;
const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${quoted(words)})`;

/** One set (单台套) of a holder, from its first entry to its retirement. */
@Entity('instrument')
@Unique('instrument_asset_number_taken', ['holderId', 'assetNumber'])
@Index('instrument_of_status', ['status', 'id'])
@Check('instrument_status_known', oneOf('status', INSTRUMENT_STATUSES))
@Check('instrument_value_not_negative', 'original_value_fen >= 0')
@Check('instrument_funding_known', someOf('funding_classes', FUNDING_CLASSES))
@Check('instrument_services_known', someOf('services', SERVICES))
@Check('instrument_uses_known', someOf('uses', USES))
@Check('instrument_acquisition_known', oneOf('acquisition', ACQUISITIONS))
@Check('instrument_type_known', oneOf('instrument_type', INSTRUMENT_TYPES))
@Check('instrument_carrier_known', oneOf('carrier_kind', CARRIER_KINDS))
@Check('instrument_at_most_four_subjects', 'cardinality(subjects) <= 4')
@Check('instrument_declared_when_supervised', 'customs_supervised OR customs_declaration IS NULL')
@Check(
  'instrument_place_on_earth',
  `(latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180`,
)
@Check('instrument_no_part_of_itself', 'whole_id <> id')
@Check('instrument_review_step_known', oneOf('review_step', REVIEW_STEPS))
@Check(
  'instrument_reviewed_while_submitted',
  `num_nonnulls(review_steps, review_step, review_due_on) = CASE WHEN status = 'submitted' THEN 3 ELSE 0 END`,
)
@Check('instrument_suspension_known', oneOf('suspension_kind', SUSPENSION_KINDS))
@Check(
  'instrument_returns_from_suspension',
  `status = 'suspended' OR num_nonnulls(suspension_kind, expected_return_on) = 0`,
)
@Check('instrument_succeeded_when_retired', `successor_id IS NULL OR status = 'retired'`)
@Check('instrument_no_successor_of_itself', 'successor_id <> id')
@Check(
  'instrument_must_share_follows_value_funding_and_use',
  `must_share = (original_value_fen >= ${SHARING_THRESHOLD_FEN} AND funding_classes && ARRAY[${quoted(PUBLIC_FUNDING)}]::text[]
    AND (uses @> ARRAY['research'] OR use_obliged))`,
)
export class Instrument implements InstrumentDraft {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Organisation', { name: 'instrument_holder_exists' })
  @Column('uuid', { name: 'holder_id' })
  holderId: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @Column('text', { name: 'name_en', nullable: true }) nameEn: string | null;
  @Column('text', { name: 'asset_number' }) assetNumber: string;
  @Column('text', { name: 'serial_number', nullable: true }) serialNumber: string | null;
  @Column('text', { name: 'category_code' }) categoryCode: string;
  @Column('text', { name: 'category_scheme', default: CATEGORY_SCHEME }) categoryScheme: string;
  @Column('text') model: string;
  @Column('text') manufacturer: string;
  @Column('text', { name: 'country_of_origin', nullable: true }) countryOfOrigin: string | null;
  @FenColumn({ name: 'original_value_fen' }) originalValueFen: Fen;
  @Column('text', { name: 'funding_classes', array: true }) fundingClasses: FundingClass[];
  @CivilDateColumn({ name: 'accepted_on' }) acceptedOn: string;
  @CivilDateColumn({ name: 'booked_on', nullable: true }) bookedOn: string | null;
  @Column('text', { nullable: true }) acquisition: Acquisition | null;
  @Column('text', { name: 'instrument_type', nullable: true })
  instrumentType: InstrumentType | null;
  @Column('text', { nullable: true }) department: string | null;
  @Column('text', { name: 'carrier_kind', default: 'none' }) carrierKind: CarrierKind;
  @Column('text', { name: 'carrier_name', nullable: true }) carrierName: string | null;
  @Column('text', { array: true, default: '{}' }) subjects: string[];
  @Column('text', { array: true, default: '{research}' }) uses: Use[];
  @Column('text', { array: true, default: '{slot}' }) services: Service[];
  @Column('text', { nullable: true }) specification: string | null;
  @Column('text', { nullable: true }) functions: string | null;
  @Column('text', { name: 'service_content', nullable: true }) serviceContent: string | null;
  @Column('text', { name: 'user_notice', nullable: true }) userNotice: string | null;
  @Column('text', { nullable: true }) achievements: string | null;
  @Column('boolean', { name: 'customs_supervised', default: false }) customsSupervised: boolean;
  @Column('jsonb', { name: 'customs_declaration', nullable: true })
  customsDeclaration: CustomsDeclaration | null;
  /** Of the location, which decides whether it lies outside Jiaxing; the holder may be registered elsewhere. */
  @Column('text', { name: 'region_code' }) regionCode: string;
  @Column('text') address: string;
  @Column('text', { name: 'postal_code', nullable: true }) postalCode: string | null;
  @Column('double precision', { nullable: true }) latitude: number | null;
  @Column('double precision', { nullable: true }) longitude: number | null;
  @Index('instrument_parts', { where: 'whole_id IS NOT NULL' })
  @ForeignKey('Instrument', { name: 'instrument_whole_exists' })
  @Column('uuid', { name: 'whole_id', nullable: true })
  wholeId: string | null;
  /** The laboratory (机组) of its holder that it belongs to. */
  @Index('instrument_of_lab', { where: 'lab_id IS NOT NULL' })
  @ForeignKey('Lab', { name: 'instrument_lab_exists' })
  @Column('uuid', { name: 'lab_id', nullable: true })
  labId: string | null;
  @Column('text', { array: true, default: '{}' }) tags: string[];
  @Column('text', { default: 'draft' }) status: InstrumentStatus;
  /** The bureau decided that this one is to be shared although it was not bought for research. */
  @Column('boolean', { name: 'use_obliged', default: false }) useObliged: boolean;
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
  @Column('text', { name: 'contact_email', nullable: true }) contactEmail: string | null;
  /** Why it was last sent back, suspended or retired; null in every other status. */
  @Column('text', { name: 'status_reason', nullable: true }) statusReason: string | null;
  /** What is wrong field by field, from its return until it is submitted again. */
  @Column('jsonb', { name: 'returned_fields', default: [] }) returnedFields: FieldReason[];
  /** Copied when it is submitted, so that another setting touches nothing under way. */
  @Column('jsonb', { name: 'review_steps', nullable: true }) reviewSteps: RouteStep[] | null;
  /** The step that waits; null unless submitted. */
  @Column('text', { name: 'review_step', nullable: true }) reviewStep: ReviewStep | null;
  @CivilDateColumn({ name: 'review_due_on', nullable: true }) reviewDueOn: string | null;
  @Column('boolean', { name: 'review_due_provisional', default: false })
  reviewDueProvisional: boolean;
  /** Who takes no step of its review. */
  @ForeignKey('AppUser', { name: 'instrument_submitter_exists' })
  @Column('uuid', { name: 'review_submitted_by', nullable: true })
  reviewSubmittedBy: string | null;
  @Column('text', { name: 'suspension_kind', nullable: true })
  suspensionKind: SuspensionKind | null;
  /** When it is likely to be back, as its holder said; null when that is not known. */
  @CivilDateColumn({ name: 'expected_return_on', nullable: true }) expectedReturnOn: string | null;
  /** The instrument that took its place. */
  @ForeignKey('Instrument', { name: 'instrument_successor_exists' })
  @Column('uuid', { name: 'successor_id', nullable: true })
  successorId: string | null;
  /** First listing; from then on every change is told to the regional platform. */
  @InstantColumn({ name: 'listed_at', nullable: true }) listedAt: DateTime | null;
  /** Grows when other units are taken together with its own. */
  @Column('integer', { name: 'unit_set_version', default: 1 }) unitSetVersion: number;
  /** Grows with every change of the instrument or of its hours, rules and fees. */
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'updated_at', default: () => 'app_now()' }) updatedAt: DateTime;
}
