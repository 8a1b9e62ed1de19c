import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Fen } from '@app/common';
import { CreatedAtColumn, FenColumn, InstantColumn } from '@app/database';
import type { InvoiceKind } from '../invoices/invoice.words';
import type { InvoiceRequestState } from './invoice-request.words';

/** What a user organisation asks a holder to invoice (开票申请), and how. Its parts are set aside until it ends. */
@Entity('invoice_request')
@Unique('invoice_request_issued_twice', ['invoiceId'])
@Check('invoice_request_state_known', `state IN ('requested', 'issued', 'refused', 'withdrawn')`)
@Check('invoice_request_kind_known', `kind IN ('special', 'ordinary')`)
@Check('invoice_request_to_itself', 'holder_organisation_id <> user_organisation_id')
@Check('invoice_request_amount_not_positive', 'amount_fen > 0')
@Check(
  'invoice_request_special_lacks_account',
  `kind <> 'special' OR num_nulls(address, phone, bank_name, bank_account) = 0`,
)
@Check('invoice_request_issued_without_invoice', `(state = 'issued') = (invoice_id IS NOT NULL)`)
@Check('invoice_request_refused_without_reason', `(state = 'refused') = (reason IS NOT NULL)`)
@Check(
  'invoice_request_end_without_person',
  `(state = 'requested') = (ended_by IS NULL) AND (ended_by IS NULL) = (ended_at IS NULL)`,
)
@Index('invoice_request_of_holder', ['holderOrganisationId', 'id'])
@Index('invoice_request_of_user', ['userOrganisationId', 'id'])
export class InvoiceRequest {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Organisation', { name: 'invoice_request_holder_exists' })
  @Column('uuid', { name: 'holder_organisation_id' })
  holderOrganisationId: string;
  @ForeignKey('Organisation', { name: 'invoice_request_user_exists' })
  @Column('uuid', { name: 'user_organisation_id' })
  userOrganisationId: string;
  /** The statement that it is over; null for one that names its orders itself. */
  @Index('invoice_request_of_statement', { where: 'statement_id IS NOT NULL' })
  @ForeignKey('Statement', { name: 'invoice_request_statement_exists' })
  @Column('uuid', { name: 'statement_id', nullable: true })
  statementId: string | null;
  @Column('text', { default: 'requested' }) state: InvoiceRequestState;
  @Column('text') kind: InvoiceKind;
  @Column('text') title: string;
  @Column('text', { name: 'tax_number' }) taxNumber: string;
  @Column('text', { nullable: true }) address: string | null;
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text', { name: 'bank_name', nullable: true }) bankName: string | null;
  @Column('text', { name: 'bank_account', nullable: true }) bankAccount: string | null;
  @Column('text', { nullable: true }) email: string | null;
  /** What the user organisation wants printed or known besides. */
  @Column('text', { nullable: true }) note: string | null;
  /** Sum of its parts. */
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  /** Why the holder refused. */
  @Column('text', { nullable: true }) reason: string | null;
  @ForeignKey('Invoice', { name: 'invoice_request_invoice_exists' })
  @Column('uuid', { name: 'invoice_id', nullable: true })
  invoiceId: string | null;
  @ForeignKey('AppUser', { name: 'invoice_request_author_exists' })
  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;
  @ForeignKey('AppUser', { name: 'invoice_request_ender_exists' })
  @Column('uuid', { name: 'ended_by', nullable: true })
  endedBy: string | null;
  @InstantColumn({ name: 'ended_at', nullable: true }) endedAt: DateTime | null;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}
