import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { onConstraint } from '@app/database';
import { LoginTaken } from '../identity.errors';
import { AppUser } from './user.entity';

/** Who signs in with an account. */
export interface NewAccount {
  login: string;
  displayName: string;
  passwordHash: string;
  email?: string | null;
  phone?: string | null;
}

/** The accounts of people; what they may do is said by their memberships. */
@Injectable()
export class Accounts {
  /**
   * Makes an account and returns the person's id.
   *
   * @param pointer where the login stands in the request
   * @throws LoginTaken (409)
   */
  async add(tx: EntityManager, account: NewAccount, pointer = '/login'): Promise<string> {
    const id = newId();
    try {
      await tx.getRepository(AppUser).insert({ id, ...account });
    } catch (error) {
      onConstraint(error, { app_user_login_taken: () => new LoginTaken(account.login, pointer) });
    }
    return id;
  }
}
