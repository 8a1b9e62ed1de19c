import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';
import {
  COMPLETED_HOW,
  type CompletedHow,
  CONFIRMED_HOW,
  type ConfirmedHow,
} from './offline.words';

const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** What an order of kind `offline` (线下服务备案) tells beside its price: what was arranged, where, when and how it was confirmed. */
@Entity('offline_order')
@Check('offline_order_period_has_time', 'starts_at < ends_at')
@Check('offline_order_confirmation_known', oneOf('confirmed_how', CONFIRMED_HOW))
@Check('offline_order_completion_known', oneOf('completed_how', COMPLETED_HOW))
@Check('offline_order_reminders_known', 'reminders BETWEEN 0 AND 2')
@Check('offline_order_escalated_last', 'escalated_at IS NULL OR reminders = 2')
export class OfflineOrder {
  @ForeignKey('ServiceOrder', { name: 'offline_order_order_exists' })
  @PrimaryColumn('uuid', { name: 'order_id', primaryKeyConstraintName: 'PK_offline_order' })
  orderId: string;
  /** What is done, in the words of the user organisation. */
  @Column('text') description: string;
  /** Address; null at the instrument that the order names. */
  @Column('text', { nullable: true }) place: string | null;
  /** Where the service is rendered; decides whether that is outside Jiaxing. */
  @Column('text', { name: 'region_code' }) regionCode: string;
  /** The planned period. */
  @InstantColumn({ name: 'starts_at' }) startsAt: DateTime;
  @InstantColumn({ name: 'ends_at' }) endsAt: DateTime;
  /** Where links to the provider go; null for one whose people confirm signed in. */
  @Column('text', { name: 'contact_email', nullable: true }) contactEmail: string | null;
  @Index('offline_order_contract')
  @ForeignKey('StoredFile', { name: 'offline_order_contract_exists' })
  @Column('uuid', { name: 'contract_file_id', nullable: true })
  contractFileId: string | null;
  @Index('offline_order_report')
  @ForeignKey('StoredFile', { name: 'offline_order_report_exists' })
  @Column('uuid', { name: 'report_file_id', nullable: true })
  reportFileId: string | null;
  @Column('text', { name: 'confirmed_how', nullable: true }) confirmedHow: ConfirmedHow | null;
  @Column('text', { name: 'completed_how', nullable: true }) completedHow: CompletedHow | null;
  /** Who said so by a link, as they wrote it. */
  @Column('text', { name: 'completed_by_name', nullable: true }) completedByName: string | null;
  /** How often the silent provider was reminded. */
  @Column('integer', { default: 0 }) reminders: number;
  /** When the bureau was told that the provider is silent. */
  @InstantColumn({ name: 'escalated_at', nullable: true }) escalatedAt: DateTime | null;
  /** Why it was declined or called off, where somebody said so. */
  @Column('text', { name: 'ended_reason', nullable: true }) endedReason: string | null;
}
