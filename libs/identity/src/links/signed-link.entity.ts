import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** What a link may be good for. */
export const LINK_PURPOSES = [
  'invitation',
  'password-reset',
  'order-confirmation',
  'displacement-answer',
  'order-completion',
] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/**
 * A link that works once. Its token is this id with an HMAC over id and purpose, made again when it is needed: the
 * database holds nothing that opens anything.
 */
@Entity('signed_link')
@Check(
  'signed_link_purpose_known',
  `purpose IN (${LINK_PURPOSES.map((purpose) => `'${purpose}'`).join(', ')})`,
)
@Index('signed_link_object', ['objectId'])
export class SignedLink {
  @PrimaryColumn('uuid') id: string;
  @Column('text') purpose: LinkPurpose;
  /** The invitation, person, order or reservation that it opens. */
  @Column('uuid', { name: 'object_id' }) objectId: string;
  /** Where the mail with the link goes, for somebody without an account or an invitation here. */
  @Column('text', { nullable: true }) email: string | null;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'expires_at' }) expiresAt: DateTime;
  @InstantColumn({ name: 'used_at', nullable: true }) usedAt: DateTime | null;
}
