import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor } from '../access/roles';
import type { IdentityResponse } from './identity-provider.dto';
import { IdentityProviders } from './identity-providers';
import { IdentityTaken, LastWayIn } from './sign-in.errors';

interface IdentityRow {
  id: string;
  issuer: string;
  created_at: Date;
}

/** Whom other issuers know as whom here: by issuer and subject, whatever names or addresses they have. */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly providers: IdentityProviders,
  ) {}

  /** The account that has linked the identity, closed or not. */
  async findUser(issuer: string, subject: string): Promise<string | undefined> {
    const rows: { user_id: string }[] = await this.db.query(
      'SELECT user_id FROM external_identity WHERE issuer = $1 AND subject = $2',
      [issuer, subject],
    );
    return rows[0]?.user_id;
  }

  /** Linking again what is linked already changes nothing. @throws IdentityTaken (409) */
  async link(actor: Actor, provider: string, issuer: string, subject: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const identityId = newId();
      const linked: unknown[] = await tx.query(
        `INSERT INTO external_identity (issuer, subject, id, user_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (issuer, subject) DO NOTHING RETURNING id`,
        [issuer, subject, identityId, actor.userId],
      );
      if (linked.length > 0) {
        await this.record(tx, actor, 'identity.link', { identityId, provider });
        return;
      }
      const [other]: { user_id: string }[] = await tx.query(
        'SELECT user_id FROM external_identity WHERE issuer = $1 AND subject = $2',
        [issuer, subject],
      );
      if (other?.user_id !== actor.userId) throw new IdentityTaken();
    });
  }

  /** The identities of one person, those of issuers that are no longer offered included. */
  async list(userId: string): Promise<IdentityResponse[]> {
    const rows: IdentityRow[] = await this.db.query(
      'SELECT id, issuer, created_at FROM external_identity WHERE user_id = $1 ORDER BY created_at, id',
      [userId],
    );
    return rows.map(({ id, issuer, created_at }) => {
      const provider = this.providers.all.find((one) => one.issuer === issuer);
      return {
        id,
        provider: provider?.name ?? null,
        label: provider?.label ?? { zh: issuer, en: issuer },
        linkedAt: isoInZone(instantOf(created_at)),
      };
    });
  }

  /** Removing what is gone already changes nothing. @throws LastWayIn (422) */
  async unlink(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      // The person's row is the lock: two removals at once must not both count the other's identity as a way in.
      const [person]: { has_password: boolean }[] = await tx.query(
        'SELECT password_hash IS NOT NULL AS has_password FROM app_user WHERE id = $1 FOR NO KEY UPDATE',
        [actor.userId],
      );
      const mine: { id: string }[] = await tx.query(
        'SELECT id FROM external_identity WHERE user_id = $1',
        [actor.userId],
      );
      if (!mine.some((identity) => identity.id === id)) return;
      if (!person?.has_password && mine.length === 1) throw new LastWayIn();
      await tx.query('DELETE FROM external_identity WHERE id = $1', [id]);
      await this.record(tx, actor, 'identity.unlink', { identityId: id });
    });
  }

  private record(tx: EntityManager, actor: Actor, action: string, detail: object): Promise<void> {
    const { userId: objectId } = actor;
    return this.audit.record(tx, { actor, action, objectType: 'app_user', objectId, detail });
  }
}
