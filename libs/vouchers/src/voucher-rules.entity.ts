import { CivilDateColumn, CreatedAtColumn, FenColumn } from '@app/database';
import type { Fen } from '@app/common';
import type { LegalForm } from '@app/identity';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ratioColumn } from './ratio-column';
import {
  type CapBasis,
  type Evidence,
  SERVICE_NATURES,
  type ServiceNature,
  USUALLY_EXCLUDED,
  type VoucherPurpose,
} from './voucher.rules';

/**
 * One version of a programme's rules; versions are only added. What is placed on a day follows the highest version in
 * force that day, for good: a version begins on a later day than it was made.
 */
@Entity('voucher_rules')
@Check('voucher_rules_ratio_out_of_range', 'ratio > 0 AND ratio <= 1')
@Check('voucher_rules_sampling_out_of_range', 'sampling_ratio BETWEEN 0 AND 1')
@Check(
  'voucher_rules_amount_not_positive',
  'ceiling_fen > 0 AND order_cap_fen > 0 AND provider_cap_fen > 0 AND full_cover_up_to_fen > 0',
)
@Check(
  'voucher_rules_basis_unknown',
  `ceiling_basis IN ('issued', 'used', 'paid') AND provider_cap_basis IN ('used', 'paid')`,
)
@Check(
  'voucher_rules_cover_nothing',
  'cardinality(purposes) > 0 AND cardinality(eligible_forms) > 0',
)
@Check(
  'voucher_rules_nature_unknown',
  `excluded_natures <@ ARRAY[${SERVICE_NATURES.map((nature) => `'${nature}'`).join(', ')}]`,
)
@Check(
  'voucher_rules_change_without_reason',
  'version = 1 OR (reason IS NOT NULL AND made_by IS NOT NULL)',
)
@Check(
  'voucher_rules_look_back',
  `version = 1 OR in_force_from > (created_at AT TIME ZONE 'Asia/Shanghai')::date`,
)
@Index('voucher_rules_of_author', ['madeBy'], { where: 'made_by IS NOT NULL' })
export class VoucherRules {
  @ForeignKey('VoucherProgramme', { name: 'voucher_rules_programme_exists' })
  @PrimaryColumn('uuid', { name: 'programme_id' })
  programmeId: string;
  @PrimaryColumn('int') version: number;
  /** First civil day in Shanghai; what is placed from then on follows it. */
  @CivilDateColumn({ name: 'in_force_from' }) inForceFrom: string;
  /** The voucher's share of the eligible fee. */
  @Column('numeric', { precision: 5, scale: 4, transformer: ratioColumn }) ratio: number;
  /** The most of one organisation in the programme, for legal forms without a ceiling of their own; null is 未定. */
  @FenColumn({ name: 'ceiling_fen', nullable: true }) ceilingFen: Fen | null;
  /** Ceilings of single legal forms; null is 未定. */
  @Column('jsonb', { name: 'form_ceilings', default: {} }) formCeilings: Partial<
    Record<LegalForm, Fen | null>
  >;
  /** What counts towards the ceiling. */
  @Column('text', { name: 'ceiling_basis', default: 'issued' }) ceilingBasis: CapBasis;
  /** The most of one order; null for no cap. */
  @FenColumn({ name: 'order_cap_fen', nullable: true }) orderCapFen: Fen | null;
  /** The most of one organisation at one provider; null for no cap. */
  @FenColumn({ name: 'provider_cap_fen', nullable: true }) providerCapFen: Fen | null;
  @Column('text', { name: 'provider_cap_basis', default: 'used' }) providerCapBasis: Exclude<
    CapBasis,
    'issued'
  >;
  /** Fees up to this, included, are covered in full; null for none. */
  @FenColumn({ name: 'full_cover_up_to_fen', nullable: true }) fullCoverUpToFen: Fen | null;
  @Column('text', { array: true }) purposes: VoucherPurpose[];
  /** Natures of service that the programme never covers. */
  @Column('text', { name: 'excluded_natures', array: true, default: [...USUALLY_EXCLUDED] })
  excludedNatures: ServiceNature[];
  @Column('text', { name: 'eligible_forms', array: true }) eligibleForms: LegalForm[];
  @Column('boolean', { name: 'outside_jiaxing_only' }) outsideJiaxingOnly: boolean;
  /** Papers that a claim has to show. */
  @Column('text', { array: true, default: [] }) evidence: Evidence[];
  /** Share of claims that are looked at on site; null is 未定. */
  @Column('numeric', {
    ...{ name: 'sampling_ratio', precision: 5, scale: 4, nullable: true },
    transformer: ratioColumn,
  })
  samplingRatio: number | null;
  /** The document the rules come from, as a person would cite it. */
  @Column('text') source: string;
  /** Why they changed; null for the first version. */
  @Column('text', { nullable: true }) reason: string | null;
  /** Null for the first version, which the programme was made with. */
  @ForeignKey('AppUser', { name: 'voucher_rules_author_exists' })
  @Column('uuid', { name: 'made_by', nullable: true })
  madeBy: string | null;
  @CreatedAtColumn() createdAt: DateTime;
}
