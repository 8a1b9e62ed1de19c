import {
  Check,
  Column,
  Entity,
  ForeignKey,
  Generated,
  Index,
  PrimaryColumn,
  Unique,
} from 'typeorm';
import type { DateTime } from 'luxon';
import { addFen, type Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import { statesOf } from './order.life';
import {
  type Nature,
  NATURES,
  ORDER_KINDS,
  type OrderKind,
  type OrderState,
  type Purpose,
  PURPOSES,
} from './order.words';
import type { PriceLine } from './price.rules';

const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** An order is in a state its kind knows; a check for each kind, so that each brings its own. */
const statesKnown = (kind: OrderKind): string =>
  `kind <> '${kind}' OR ${oneOf('state', statesOf(kind))}`;

/** The commercial side of one service: what it costs, what the voucher pays, how it ended. */
@Entity('service_order')
@Unique('service_order_number_taken', ['number'])
@Check('service_order_kind_known', oneOf('kind', ORDER_KINDS))
@Check('service_order_slot_state_known', statesKnown('slot'))
@Check('service_order_sample_state_known', statesKnown('sample'))
@Check('service_order_offline_state_known', statesKnown('offline'))
@Check('service_order_purpose_known', oneOf('purpose', PURPOSES))
@Check('service_order_nature_known', oneOf('nature', NATURES))
@Check(
  'service_order_parts_make_the_fee',
  'voucher_fen >= 0 AND own_fen >= 0 AND list_fen + change_fen = voucher_fen + own_fen',
)
@Check(
  'service_order_capture_within_parts',
  'captured_fen >= 0 AND captured_fen <= voucher_fen AND captured_fen <= actual_fen',
)
@Check(
  'service_order_completed_has_fee',
  `state NOT IN ('completed', 'accepted', 'disputed') OR (actual_fen IS NOT NULL AND completed_at IS NOT NULL)`,
)
// Of one side, the newest first: ids are in the order of time.
@Index('service_order_of_user', ['userOrganisationId', 'id'])
@Index('service_order_of_provider', ['providerOrganisationId', 'id'])
export class ServiceOrder {
  @PrimaryColumn('uuid') id: string;
  /** Feeds the number; gaps are harmless. */
  @Column('bigint') @Generated('increment') serial: string;
  /** Sayable on the phone: `JX26-000123-4`, the last character checks the digits before it. */
  @Column('text') number: string;
  @Column('text') kind: OrderKind;
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'user_organisation_id' })
  userOrganisationId: string;
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'provider_organisation_id' })
  providerOrganisationId: string;
  @Index('service_order_instrument')
  @ForeignKey('Instrument')
  @Column('uuid', { name: 'instrument_id', nullable: true })
  instrumentId: string | null;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'placed_by' })
  placedBy: string;
  @Column('text') purpose: Purpose;
  /** Null where the user organisation declared none. */
  @Column('text', { nullable: true }) nature: Nature | null;
  @Column('integer', { name: 'sample_count', nullable: true }) sampleCount: number | null;
  @Column('text', { default: 'open' }) state: OrderState;
  @FenColumn({ name: 'list_fen' }) listFen: Fen;
  /** What accepted change orders add; negative for reductions. */
  @FenColumn({ name: 'change_fen', default: 0 }) changeFen: Fen;
  @FenColumn({ name: 'voucher_fen' }) voucherFen: Fen;
  @FenColumn({ name: 'own_fen' }) ownFen: Fen;
  @Column('uuid', { name: 'voucher_id', nullable: true }) voucherId: string | null;
  @Column('text', { name: 'voucher_reason', nullable: true }) voucherReason: string | null;
  /** Of the voucher programme's rules that its voucher part, or the reason for none, follows; null without a voucher. */
  @Column('integer', { name: 'voucher_rules_version', nullable: true }) voucherRulesVersion:
    number | null;
  @Column('integer', { name: 'fee_schedule_version', nullable: true }) feeScheduleVersion:
    number | null;
  /** The agreed price that it was quoted at; null for the list price. */
  @Index('service_order_agreed_price', { where: 'agreed_price_id IS NOT NULL' })
  @ForeignKey('AgreedPrice', { name: 'service_order_agreed_price_exists' })
  @Column('uuid', { name: 'agreed_price_id', nullable: true })
  agreedPriceId: string | null;
  /** What the quoted price was made of; null for orders priced otherwise or before lines were kept. */
  @Column('jsonb', { name: 'price_lines', nullable: true }) priceLines: PriceLine[] | null;
  /** The fee the lab charged at completion. */
  @FenColumn({ name: 'actual_fen', nullable: true }) actualFen: Fen | null;
  /** The voucher part of the actual fee. */
  @FenColumn({ name: 'captured_fen', default: 0 }) capturedFen: Fen;
  @Index('service_order_unanswered', { where: `state = 'completed'` })
  @InstantColumn({ name: 'completed_at', nullable: true })
  completedAt: DateTime | null;
  @InstantColumn({ name: 'accepted_at', nullable: true }) acceptedAt: DateTime | null;
  /** Null when silence accepted. */
  @Column('uuid', { name: 'accepted_by', nullable: true }) acceptedBy: string | null;
  @Column('text', { name: 'dispute_reason', nullable: true }) disputeReason: string | null;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}

/** What an order may cost at most: the list price and every change that was accepted. */
export const feeOf = ({ listFen, changeFen }: Pick<ServiceOrder, 'listFen' | 'changeFen'>): Fen =>
  addFen(listFen, changeFen);
