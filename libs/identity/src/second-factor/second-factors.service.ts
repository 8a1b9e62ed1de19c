import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldCipher } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor, Role } from '../access/roles';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes';
import type { EnrolmentResponse } from './second-factor.dto';
import { AuthenticatorNotConfirmed, SecondFactorNotSetUp } from './second-factor.errors';
import { isTotpCode, newTotpSecret, timeStepOf, totpUri } from './totp';

/** A sealed secret with the moment by the database's clock, in seconds. */
interface SecretNow {
  sealed: string | null;
  now: number;
}

/** What a person is shown of their second factor. */
export interface SecondFactorState {
  enabled: boolean;
  recoveryCodesLeft: number;
}

/** Authenticators (TOTP, RFC 6238) and recovery codes. Each code counts once, however many try it together. */
@Injectable()
export class SecondFactors {
  private readonly cipher: FieldCipher;

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    @Inject(IDENTITY_SETTINGS) settings: IdentitySettings,
  ) {
    this.cipher = new FieldCipher(settings.secretKey, 'second factor');
  }

  async isEnabled(userId: string): Promise<boolean> {
    return (await this.stateOf(userId)).enabled;
  }

  async stateOf(userId: string): Promise<SecondFactorState> {
    const [row]: { enabled: boolean; left: number }[] = await this.db.query(
      `SELECT EXISTS (SELECT FROM second_factor WHERE user_id = $1 AND confirmed_at IS NOT NULL) AS enabled,
              (SELECT count(*) FROM recovery_code WHERE user_id = $1 AND used_at IS NULL)::int AS left`,
      [userId],
    );
    return { enabled: row?.enabled ?? false, recoveryCodesLeft: row?.left ?? 0 };
  }

  /** Uses up a code of the authenticator or a recovery code; false when it does not count, or counted before. */
  accept(userId: string, code: string): Promise<boolean> {
    return isTotpCode(code) ? this.acceptTotp(userId, code) : this.acceptRecoveryCode(userId, code);
  }

  /**
   * Makes the secret of a new authenticator. It counts once {@link confirm} has seen a code of it; until then the
   * former authenticator, if any, stays in force.
   */
  async enrol(actor: Actor): Promise<EnrolmentResponse> {
    const { userId } = actor;
    const secret = newTotpSecret();
    const login = await inTransaction(this.db, async (tx) => {
      await tx.query(
        `INSERT INTO second_factor (user_id, sealed_candidate) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET sealed_candidate = excluded.sealed_candidate`,
        [userId, this.cipher.seal(secret, userId)],
      );
      await this.record(tx, actor, 'enrol', userId);
      const [person]: { login: string }[] = await tx.query(
        'SELECT login FROM app_user WHERE id = $1',
        [userId],
      );
      return person?.login ?? '';
    });
    return { secret, uri: totpUri(secret, login) };
  }

  /**
   * Puts the new authenticator in force, with recovery codes of its own.
   *
   * @throws AuthenticatorNotConfirmed (422)
   */
  async confirm(tx: EntityManager, actor: Actor, code: string): Promise<string[]> {
    const { userId } = actor;
    const [candidate]: SecretNow[] = await tx.query(
      `SELECT sealed_candidate AS sealed, extract(epoch FROM app_now())::float AS now
         FROM second_factor WHERE user_id = $1 FOR UPDATE`,
      [userId],
    );
    const step = this.stepOf(candidate, userId, code);
    if (step === undefined) throw new AuthenticatorNotConfirmed();
    await tx.query(
      `UPDATE second_factor SET sealed_secret = sealed_candidate, sealed_candidate = NULL,
              confirmed_at = app_now(), last_step = $2 WHERE user_id = $1`,
      [userId, step],
    );
    await this.record(tx, actor, 'confirm', userId);
    return this.replaceRecoveryCodes(tx, userId);
  }

  /** @throws SecondFactorNotSetUp (409) */
  renewRecoveryCodes(actor: Actor): Promise<string[]> {
    return inTransaction(this.db, async (tx) => {
      const rows: unknown[] = await tx.query(
        'SELECT FROM second_factor WHERE user_id = $1 AND confirmed_at IS NOT NULL FOR UPDATE',
        [actor.userId],
      );
      if (rows.length === 0) throw new SecondFactorNotSetUp();
      await this.record(tx, actor, 'renew-recovery-codes', actor.userId);
      return this.replaceRecoveryCodes(tx, actor.userId);
    });
  }

  /** Takes away somebody's authenticators and recovery codes. @throws SecondFactorNotSetUp (409) */
  async remove(tx: EntityManager, actor: Actor, userId: string): Promise<void> {
    const [removed]: [unknown[], number] = await tx.query(
      'DELETE FROM second_factor WHERE user_id = $1 RETURNING user_id',
      [userId],
    );
    if (removed.length === 0) throw new SecondFactorNotSetUp();
    await tx.query('DELETE FROM recovery_code WHERE user_id = $1', [userId]);
    await this.record(tx, actor, 'remove', userId);
  }

  /** Every role that the person has, in whatever organisation. */
  async rolesOf(tx: EntityManager, userId: string): Promise<Role[]> {
    const rows: { role: Role }[] = await tx.query(
      'SELECT DISTINCT role FROM membership WHERE user_id = $1',
      [userId],
    );
    return rows.map(({ role }) => role);
  }

  private async acceptTotp(userId: string, code: string): Promise<boolean> {
    const [secret]: SecretNow[] = await this.db.query(
      `SELECT sealed_secret AS sealed, extract(epoch FROM app_now())::float AS now
         FROM second_factor WHERE user_id = $1`,
      [userId],
    );
    const step = this.stepOf(secret, userId, code);
    if (step === undefined) return false;
    const [taken]: [unknown[], number] = await this.db.query(
      `UPDATE second_factor SET last_step = $2
        WHERE user_id = $1 AND last_step < $2 AND sealed_secret = $3 RETURNING user_id`,
      [userId, step, secret?.sealed],
    );
    return taken.length === 1;
  }

  private async acceptRecoveryCode(userId: string, code: string): Promise<boolean> {
    const [taken]: [unknown[], number] = await this.db.query(
      `UPDATE recovery_code SET used_at = app_now()
        WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING user_id`,
      [userId, recoveryCodeHash(code)],
    );
    return taken.length === 1;
  }

  private stepOf(secret: SecretNow | undefined, userId: string, code: string): number | undefined {
    if (!secret?.sealed || !isTotpCode(code)) return undefined;
    return timeStepOf(this.cipher.open(secret.sealed, userId), code, secret.now);
  }

  private async replaceRecoveryCodes(tx: EntityManager, userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await tx.query('DELETE FROM recovery_code WHERE user_id = $1', [userId]);
    await tx.query(
      'INSERT INTO recovery_code (user_id, code_hash) SELECT $1, unnest($2::bytea[])',
      [userId, codes.map(recoveryCodeHash)],
    );
    return codes;
  }

  private record(tx: EntityManager, actor: Actor, what: string, userId: string): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action: `second-factor.${what}`,
      objectType: 'app_user',
      objectId: userId,
    });
  }
}
