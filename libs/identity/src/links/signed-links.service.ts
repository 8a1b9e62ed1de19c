import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { LinkRefused } from '../identity.errors';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { LinkSigner } from './link-signer';
import type { LinkPurpose } from './signed-link.entity';

/** How long a link of each purpose works. */
const LIFETIME: Record<LinkPurpose, string> = {
  invitation: '7 days',
  'password-reset': '30 minutes',
  'order-confirmation': '14 days',
  'displacement-answer': '24 hours',
  'order-completion': '14 days',
};

/** Links that work once and end by themselves. */
@Injectable()
export class SignedLinks {
  private readonly signer: LinkSigner;

  constructor(@Inject(IDENTITY_SETTINGS) settings: IdentitySettings) {
    this.signer = new LinkSigner(settings.secretKey);
  }

  /**
   * @param email where the mail goes, for somebody without an account or an invitation here (order confirmation)
   * @returns the link's id; earlier unused links to the same object for the same purpose stop working
   */
  async issue(
    tx: EntityManager,
    purpose: LinkPurpose,
    objectId: string,
    createdBy: string | null,
    email: string | null = null,
  ): Promise<string> {
    await tx.query(
      `UPDATE signed_link SET expires_at = app_now()
        WHERE object_id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > app_now()`,
      [objectId, purpose],
    );
    const id = newId();
    await tx.query(
      `INSERT INTO signed_link (id, purpose, object_id, created_by, expires_at, email)
       VALUES ($1, $2, $3, $4, app_now() + $5::interval, $6)`,
      [id, purpose, objectId, createdBy, LIFETIME[purpose], email],
    );
    return id;
  }

  tokenOf(purpose: LinkPurpose, linkId: string): string {
    return this.signer.tokenOf(purpose, linkId);
  }

  /** What a live link opens, without using it up. @throws LinkRefused alike for a false, used and ended one (403) */
  async peek(tx: EntityManager, purpose: LinkPurpose, token: string): Promise<string> {
    const id = this.signer.read(purpose, token);
    const rows: { object_id: string }[] = await tx.query(
      `SELECT object_id FROM signed_link
        WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > app_now()`,
      [id ?? null, purpose],
    );
    if (!rows[0]) throw new LinkRefused();
    return rows[0].object_id;
  }

  /** Uses a link up, once however many try together. @throws LinkRefused */
  async use(tx: EntityManager, purpose: LinkPurpose, token: string): Promise<string> {
    const id = this.signer.read(purpose, token);
    const [rows]: [{ object_id: string }[], number] = await tx.query(
      `UPDATE signed_link SET used_at = app_now()
        WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > app_now() RETURNING object_id`,
      [id ?? null, purpose],
    );
    if (!rows[0]) throw new LinkRefused();
    return rows[0].object_id;
  }
}
