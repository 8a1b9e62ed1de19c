import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { ContractFacts } from './contract-text';

/** When a holder asks for a contract before its instruments are used. */
export const CONTRACT_RULES = ['never', 'first', 'each'] as const;
export type ContractRule = (typeof CONTRACT_RULES)[number];

/**
 * The contract of an order as one of its sides accepted it; the text never changes. What the order became meanwhile
 * is another contract, unless both sides have accepted this one. Source: 国科发基〔2017〕289号, article 13
 */
@Entity('order_contract')
@Unique('order_contract_version', ['orderId', 'version'])
@Check('order_contract_hash_of_text', `sha256 = sha256(convert_to(text, 'UTF8'))`)
@Check('order_contract_user_acceptance', '(user_accepted_by IS NULL) = (user_accepted_at IS NULL)')
@Check(
  'order_contract_provider_acceptance',
  '(provider_accepted_by IS NULL) = (provider_accepted_at IS NULL)',
)
@Check(
  'order_contract_scans_of_acceptances',
  `(user_scan_id IS NULL OR user_accepted_at IS NOT NULL)
   AND (provider_scan_id IS NULL OR provider_accepted_at IS NOT NULL)`,
)
export class OrderContract {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('ServiceOrder', { name: 'order_contract_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @Column('integer') version: number;
  /** Who set its clauses: the holder, the city, or nobody. */
  @Column('text', { name: 'template_source' }) templateSource: string;
  @Column('integer', { name: 'template_version' }) templateVersion: number;
  /** What the clauses were filled with. */
  @Column('jsonb') facts: ContractFacts;
  @Column('text') text: string;
  /** SHA-256 of the text. */
  @Column('bytea') sha256: Buffer;
  @ForeignKey('AppUser', { name: 'order_contract_user_acceptor_exists' })
  @Column('uuid', { name: 'user_accepted_by', nullable: true })
  userAcceptedBy: string | null;
  @InstantColumn({ name: 'user_accepted_at', nullable: true }) userAcceptedAt: DateTime | null;
  /** The paper that the user side signed and scanned. */
  @Index('order_contract_user_scan')
  @ForeignKey('StoredFile', { name: 'order_contract_user_scan_exists' })
  @Column('uuid', { name: 'user_scan_id', nullable: true })
  userScanId: string | null;
  @ForeignKey('AppUser', { name: 'order_contract_provider_acceptor_exists' })
  @Column('uuid', { name: 'provider_accepted_by', nullable: true })
  providerAcceptedBy: string | null;
  @InstantColumn({ name: 'provider_accepted_at', nullable: true })
  providerAcceptedAt: DateTime | null;
  @Index('order_contract_provider_scan')
  @ForeignKey('StoredFile', { name: 'order_contract_provider_scan_exists' })
  @Column('uuid', { name: 'provider_scan_id', nullable: true })
  providerScanId: string | null;
  @CreatedAtColumn() createdAt: DateTime;
}

/** What a holder asks for; one without a row asks for nothing. */
@Entity('contract_requirement')
@Check('contract_requirement_rule_known', `rule IN ('never', 'first', 'each')`)
export class ContractRequirement {
  /** The holder. */
  @ForeignKey('Organisation', { name: 'contract_requirement_holder_exists' })
  @PrimaryColumn('uuid')
  id: string;
  @Column('text') rule: ContractRule;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}
