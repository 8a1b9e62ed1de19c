import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService, RefusalLog } from '@app/audit';
import { inTransaction } from '@app/database';
import { SecondFactorCodeRequired, SignInRefused } from '../identity.errors';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { hashPassword, needsRehash, verifyPassword } from '../passwords/password-hash';
import { SecondFactors } from '../second-factor/second-factors.service';
import {
  codeBucket,
  type GuessBucket,
  type Guesser,
  signInBuckets,
} from '../sign-in/guess-buckets';
import { Guesses } from '../sign-in/guesses.service';
import type { Client } from './client';
import { KnownDevices } from './known-devices';
import type { CreateSessionRequest } from './session.dto';
import { type OpenSession, SessionsService } from './sessions.service';

interface Account {
  id: string;
  passwordHash: string | null;
}

/** A session, and the token by which the device is known the next time. */
type SignedIn = OpenSession & { deviceToken: string };

/** Sign-in with login, password and, where one is set up, a second factor. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly refusals: RefusalLog,
    private readonly guesses: Guesses,
    private readonly devices: KnownDevices,
    private readonly secondFactors: SecondFactors,
    private readonly sessions: SessionsService,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {}

  /**
   * @throws SignInRefused alike for an unknown login, a wrong password, a closed account (after the same time) and a
   *   wrong code
   * @throws SecondFactorCodeRequired when the password is right and a code must come with it
   * @throws TooManyRequests when the account or the address guesses
   */
  async signIn(input: CreateSessionRequest, client: Client): Promise<SignedIn> {
    const { login, password, code } = input;
    const knownDevice = this.devices.recognise(client.deviceToken, login);
    const guesser = { address: client.address, knownDevice };
    const buckets = signInBuckets(login, guesser, this.settings.signInAttempts);
    await this.guesses.take(...buckets);
    const account = await this.findAccount(login);
    const matches = await verifyPassword(account?.passwordHash, password);
    if (!account || !matches) throw await this.refusal(account);
    const hasSecondFactor = await this.checkCode(account, code, guesser, buckets);
    await this.guesses.forgive(...buckets);
    await this.renewHash(account, password);
    const opened = await this.sessions.openFor(account.id, { hasSecondFactor, client });
    return { ...opened, deviceToken: this.devices.issue(login, knownDevice) };
  }

  private async findAccount(login: string): Promise<Account | undefined> {
    const [account]: Account[] = await this.db.query(
      `SELECT id, password_hash AS "passwordHash" FROM app_user WHERE login = $1 AND active`,
      [login],
    );
    return account;
  }

  /** True when a code was needed and is right. */
  private async checkCode(
    account: Account,
    code: string | undefined,
    guesser: Guesser,
    buckets: GuessBucket[],
  ): Promise<boolean> {
    if (!(await this.secondFactors.isEnabled(account.id))) return false;
    if (code === undefined) {
      await this.guesses.refund(...buckets);
      throw new SecondFactorCodeRequired();
    }
    const codes = codeBucket(account.id, guesser);
    await this.guesses.take(codes);
    if (!(await this.secondFactors.accept(account.id, code))) throw await this.refusal(account);
    await this.guesses.forgive(codes);
    return true;
  }

  /** The login that was tried is not written down: people type passwords into the wrong field. */
  private async refusal(account: Account | undefined): Promise<SignInRefused> {
    const refusal = new SignInRefused();
    await this.refusals.record(null, 'sessions.create', 'app_user', account?.id, refusal.code);
    return refusal;
  }

  /** Only now is the password known in the clear: a hash of former parameters gives way to today's. */
  private async renewHash({ id, passwordHash }: Account, password: string): Promise<void> {
    if (passwordHash === null || !needsRehash(passwordHash)) return;
    const renewed = await hashPassword(password);
    await inTransaction(this.db, async (tx) => {
      await tx.query(
        'UPDATE app_user SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
        [id, passwordHash, renewed],
      );
      await this.audit.record(tx, {
        actor: null,
        action: 'password.rehash',
        objectType: 'app_user',
        objectId: id,
      });
    });
  }
}
