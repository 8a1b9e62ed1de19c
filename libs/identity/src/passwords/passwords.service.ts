import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type FieldError, FieldsRefused } from '@app/common';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { hashPassword, verifyPassword } from './password-hash';
import { PASSWORD_RULES, type PasswordOwner, passwordProblems } from './password.rules';

/** Passwords as the policy of this deployment wants them. */
@Injectable()
export class Passwords {
  constructor(
    private readonly db: DataSource,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {}

  /**
   * Hash of a password that somebody new chose. Call it outside of a transaction: hashing takes its time.
   *
   * @param pointer where the password stands in the request
   * @throws FieldsRefused with everything that the policy has against it (422)
   */
  async hashFirst(password: string, owner: PasswordOwner, pointer = '/password'): Promise<string> {
    const problems = passwordProblems(password, this.settings.passwordPolicy, owner);
    if (problems.length > 0)
      throw new FieldsRefused(problems.map((problem) => ({ pointer, ...problem })));
    return hashPassword(password);
  }

  /**
   * As {@link hashFirst}, for somebody who has an account.
   *
   * @throws FieldsRefused also for one of the last passwords
   */
  async hashNext(userId: string, password: string, pointer = '/password'): Promise<string> {
    const { remembered } = PASSWORD_RULES[this.settings.passwordPolicy];
    const former: { password_hash: string }[] = await this.db.query(
      `SELECT password_hash FROM app_user WHERE id = $1 AND password_hash IS NOT NULL
        UNION ALL
       (SELECT password_hash FROM former_password WHERE user_id = $1 ORDER BY replaced_at DESC LIMIT $2)`,
      [userId, remembered - 1],
    );
    for (const { password_hash } of former) {
      if (await verifyPassword(password_hash, password))
        throw new FieldsRefused([usedBefore(pointer, remembered)]);
    }
    return this.hashFirst(password, await this.ownerOf(userId), pointer);
  }

  /** Makes a hash of {@link hashNext} the person's password and remembers as many former ones as the policy asks. */
  async replace(tx: EntityManager, userId: string, passwordHash: string): Promise<void> {
    const { remembered } = PASSWORD_RULES[this.settings.passwordPolicy];
    await tx.query(
      `INSERT INTO former_password (user_id, password_hash)
       SELECT id, password_hash FROM app_user WHERE id = $1 AND password_hash IS NOT NULL FOR UPDATE
       ON CONFLICT DO NOTHING`,
      [userId],
    );
    await tx.query(
      `DELETE FROM former_password WHERE user_id = $1 AND password_hash NOT IN
         (SELECT password_hash FROM former_password WHERE user_id = $1 ORDER BY replaced_at DESC LIMIT $2)`,
      [userId, remembered - 1],
    );
    await tx.query(
      'UPDATE app_user SET password_hash = $2, password_changed_at = app_now() WHERE id = $1',
      [userId, passwordHash],
    );
  }

  private async ownerOf(userId: string): Promise<PasswordOwner> {
    const [row]: { login: string; names: string[] }[] = await this.db.query(
      `SELECT u.login, u.display_name || array(SELECT DISTINCT o.name_zh FROM membership m
                                                 JOIN organisation o ON o.id = m.organisation_id
                                                WHERE m.user_id = u.id) AS names
         FROM app_user u WHERE u.id = $1`,
      [userId],
    );
    return row ?? { login: '', names: [] };
  }
}

const usedBefore = (pointer: string, remembered: number): FieldError => ({
  pointer,
  code: 'used-before',
  message:
    remembered > 1
      ? {
          zh: `不能使用最近 ${remembered} 次用过的密码，请换一个`,
          en: `the password is one of your last ${remembered}; choose another one`,
        }
      : {
          zh: '新密码与现用密码相同，请换一个',
          en: 'the password is the one you have; choose another one',
        },
});
