import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** A person as another issuer knows them: issuer and subject, never the e-mail. Source: ASVS 5.0, 6.8.1. */
@Entity('external_identity')
@Unique('external_identity_public_id', ['id'])
export class ExternalIdentity {
  @PrimaryColumn('text') issuer: string;
  @PrimaryColumn('text') subject: string;
  /** Names the link in lists and addresses; the subject stays with us. */
  @Column('uuid') id: string;
  @Index('external_identity_user')
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'user_id' })
  userId: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** A sign-in that went to another issuer and is awaited back, once and for minutes. */
@Entity('sign_in_flow')
export class SignInFlow {
  /** SHA-256 of the state that comes back with the answer. */
  @PrimaryColumn('bytea', { name: 'state_hash' }) stateHash: Buffer;
  @Column('text') provider: string;
  /** SHA-256 of the cookie of the browser that left: no other one may come back with the answer. */
  @Column('bytea', { name: 'browser_hash' }) browserHash: Buffer;
  /** Sealed: what the provider must remember, such as PKCE verifier and nonce. */
  @Column('text', { name: 'sealed_secrets' }) sealedSecrets: string;
  /** Who is linking this identity to the account; null for a sign-in. */
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;
  @InstantColumn({ name: 'expires_at' }) expiresAt: DateTime;
}
