import { CivilDateColumn, CreatedAtColumn, FenColumn } from '@app/database';
import type { Fen } from '@app/common';
import type { LegalForm } from '@app/identity';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ratioColumn } from './ratio-column';
import type { PaymentMode, VoucherPurpose } from './voucher.rules';

/**
 * The budget of one issuer and year (创新券年度方案) with the rules it was made with, which are its first version; never
 * changed once made. What is in force stands in `VoucherRules`.
 */
@Entity('voucher_programme')
@Check('voucher_programme_ratio_out_of_range', 'ratio > 0 AND ratio <= 1')
@Check('voucher_programme_ceiling_not_positive', 'ceiling_fen > 0')
@Check('voucher_programme_ends_before_start', 'valid_from <= valid_to')
@Check('voucher_programme_mode_unknown', `payment_mode IN ('reimburse', 'deduct')`)
@Check(
  'voucher_programme_covers_nothing',
  'cardinality(purposes) > 0 AND cardinality(eligible_forms) > 0',
)
export class VoucherProgramme {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @Column('int') year: number;
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'issuer_organisation_id' })
  issuerOrganisationId: string;
  /** The voucher's share of the eligible fee. */
  @Column('numeric', { precision: 5, scale: 4, transformer: ratioColumn }) ratio: number;
  /** The most that may be issued to one organisation in this programme, which is one budget year. */
  @FenColumn({ name: 'ceiling_fen' }) ceilingFen: Fen;
  /** First civil day in Shanghai a service may end on. */
  @CivilDateColumn({ name: 'valid_from' }) validFrom: string;
  /** Last such day, included. */
  @CivilDateColumn({ name: 'valid_to' }) validTo: string;
  /** Who is paid: the user organisation (通用) or the provider (通兑). */
  @Column('text', { name: 'payment_mode' }) paymentMode: PaymentMode;
  @Column('text', { array: true }) purposes: VoucherPurpose[];
  /** Legal forms (企业, 事业单位 …) of the organisations that may hold a voucher. */
  @Column('text', { name: 'eligible_forms', array: true }) eligibleForms: LegalForm[];
  /** The document the rules come from, as a person would cite it. */
  @Column('text') source: string;
  /** Whether only instruments located outside Jiaxing are covered. */
  @Column('boolean', { name: 'outside_jiaxing_only', default: true }) outsideJiaxingOnly: boolean;
  @CreatedAtColumn() createdAt: DateTime;
}
