import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** What a file of an order is: 需求, 原始数据, 报告, or anything else. */
export const ATTACHMENT_KINDS = ['requirement', 'raw-data', 'report', 'other'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** A file that one side laid beside an order; what was removed stays as a record without its content. */
@Entity('order_attachment')
@Index('order_attachment_of_order', ['orderId', 'id'])
@Index('order_attachment_once', ['orderId', 'sha256'], {
  unique: true,
  where: 'removed_at IS NULL',
})
@Check(
  'order_attachment_kind_known',
  `kind IN (${ATTACHMENT_KINDS.map((kind) => `'${kind}'`).join(', ')})`,
)
@Check('order_attachment_hash_malformed', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check(
  'order_attachment_removed_by_uploader',
  '(removed_by IS NULL) = (removed_at IS NULL) AND (removed_by IS NULL OR removed_by = attached_by)',
)
export class OrderAttachment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_order_attachment' }) id: string;
  @ForeignKey('ServiceOrder', { name: 'order_attachment_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @Index('order_attachment_file')
  @ForeignKey('StoredFile', { name: 'order_attachment_file_exists' })
  @Column('uuid', { name: 'file_id' })
  fileId: string;
  @Column('text') kind: AttachmentKind;
  /** Of the file, in hex: an order holds the same content once. */
  @Column('text') sha256: string;
  @Index('order_attachment_author')
  @ForeignKey('AppUser', { name: 'order_attachment_author_exists' })
  @Column('uuid', { name: 'attached_by' })
  attachedBy: string;
  /** For whom the person attached it. */
  @ForeignKey('Organisation', { name: 'order_attachment_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @CreatedAtColumn() createdAt: DateTime;
  @ForeignKey('AppUser', { name: 'order_attachment_remover_exists' })
  @Column('uuid', { name: 'removed_by', nullable: true })
  removedBy: string | null;
  @InstantColumn({ name: 'removed_at', nullable: true }) removedAt: DateTime | null;
}
