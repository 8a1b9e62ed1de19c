import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { Outbox } from '@app/messaging';
import { LinkRefused } from '../identity.errors';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { SignedLinks } from '../links/signed-links.service';
import type { Client } from '../sessions/client';
import { KnownDevices } from '../sessions/known-devices';
import { SessionsService } from '../sessions/sessions.service';
import { addressBucket, resetBucket, signInBuckets } from '../sign-in/guess-buckets';
import { Guesses } from '../sign-in/guesses.service';
import type { CompletePasswordResetRequest } from './password-reset.dto';
import { Passwords } from './passwords.service';

/** Every answer to a wish for a link takes at least so long: whether a link was made is nobody's to know. */
const ANSWER_MS = 250;

/** A new password by a link that is mailed to the person. Source: ASVS 5.0, 6.4.3. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly links: SignedLinks,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly guesses: Guesses,
    private readonly devices: KnownDevices,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {}

  /**
   * Sends a link to the person's e-mail address; to nobody when there is no such person or address. Nobody is sent more
   * than a few links, and the last one sent is the one that works.
   *
   * @throws TooManyRequests for an address that keeps asking (429)
   */
  async request(login: string, client: Client): Promise<void> {
    await this.guesses.take(addressBucket(client.address, this.settings.signInAttempts));
    await Promise.all([this.send(login), pause(ANSWER_MS)]);
  }

  /**
   * Sets the password and ends every session. It signs nobody in: the second factor is asked for as ever.
   *
   * @throws LinkRefused for a false, used or ended link (403)
   * @throws FieldsRefused for a password that the policy does not take; the link stays good (422)
   */
  async complete({ token, password }: CompletePasswordResetRequest, client: Client): Promise<void> {
    const userId = await this.links.peek(this.db.manager, 'password-reset', token);
    const passwordHash = await this.passwords.hashNext(userId, password);
    const login = await inTransaction(this.db, async (tx) => {
      await this.links.use(tx, 'password-reset', token);
      const [person]: { login: string }[] = await tx.query(
        'SELECT login FROM app_user WHERE id = $1 AND active FOR UPDATE',
        [userId],
      );
      if (!person) throw new LinkRefused();
      await this.passwords.replace(tx, userId, passwordHash);
      await this.sessions.endAllOf(tx, userId);
      await this.record(tx, 'password.reset', userId);
      return person.login;
    });
    await this.forgiveGuesses(login, client);
  }

  private async send(login: string): Promise<void> {
    if (!(await this.guesses.tryTake(resetBucket(login)))) return;
    await inTransaction(this.db, async (tx) => {
      const [person]: { id: string }[] = await tx.query(
        `SELECT id FROM app_user WHERE login = $1 AND active AND kind = 'person' AND email IS NOT NULL`,
        [login],
      );
      if (!person) return;
      const linkId = await this.links.issue(tx, 'password-reset', person.id, null);
      await this.outbox.add(tx, 'mail-requested', {
        ...{ mail: 'password-reset', objectId: person.id, linkId },
      });
      await this.record(tx, 'password.request-reset', person.id);
    });
  }

  /** Who had forgotten the password has used up some attempts. */
  private async forgiveGuesses(login: string, { address, deviceToken }: Client): Promise<void> {
    const knownDevice = this.devices.recognise(deviceToken, login);
    const buckets = signInBuckets(login, { address, knownDevice }, this.settings.signInAttempts);
    await this.guesses.forgive(...buckets.filter(({ onSuccess }) => onSuccess === 'forget'));
  }

  private record(tx: EntityManager, action: string, userId: string): Promise<void> {
    return this.audit.record(tx, {
      actor: null,
      action,
      objectType: 'app_user',
      objectId: userId,
    });
  }
}
