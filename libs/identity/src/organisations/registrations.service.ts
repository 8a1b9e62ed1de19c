import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { Passwords } from '../passwords/passwords.service';
import { Accounts } from '../people/accounts.service';
import { Memberships } from '../people/memberships.service';
import { addressBucket, type GuessBucket } from '../sign-in/guess-buckets';
import { Guesses } from '../sign-in/guesses.service';
import { firstRolesOf } from './organisation.rules';
import { OrganisationsService } from './organisations.service';
import type { RegisterRequest, RegistrationResponse } from './registration.dto';

/** Registrations one address may try in a quarter of an hour: enough for a counter that helps firms with theirs. */
const ATTEMPTS = 20;

const bucketOf = (address: string): GuessBucket => ({
  name: `registration ${addressBucket(address, ATTEMPTS).name}`,
  limit: ATTEMPTS,
  onSuccess: 'refund',
});

/** Organisations that register themselves, each with its first administrator. */
@Injectable()
export class RegistrationsService {
  constructor(
    private readonly db: DataSource,
    private readonly organisations: OrganisationsService,
    private readonly accounts: Accounts,
    private readonly memberships: Memberships,
    private readonly passwords: Passwords,
    private readonly guesses: Guesses,
    private readonly audit: AuditService,
  ) {}

  /**
   * The organisation waits to be verified; its person may sign in and look at once.
   *
   * @throws FieldsRefused for wrong codes, an office of the state and a password the policy refuses (422)
   * @throws CreditCodeTaken, LoginTaken (409), TooManyRequests (429)
   */
  async register(
    { organisation: described, person }: RegisterRequest,
    address: string,
  ): Promise<RegistrationResponse> {
    await this.guesses.take(bucketOf(address));
    const { login, displayName, email } = person;
    const owner = { login, names: [displayName, described.nameZh] };
    const passwordHash = await this.passwords.hashFirst(person.password, owner, '/person/password');
    const roles = firstRolesOf(described.kind);
    return inTransaction(this.db, async (tx) => {
      const organisation = await this.organisations.addPending(tx, described, '/organisation');
      const account = { login, displayName, email, passwordHash };
      const id = await this.accounts.add(tx, account, '/person/login');
      await this.memberships.set(tx, { userId: id, organisationId: organisation.id }, roles);
      const actor = { userId: id, organisationId: organisation.id };
      await this.audit.record(tx, {
        actor,
        action: 'organisation.register',
        objectType: 'organisation',
        objectId: organisation.id,
      });
      await this.audit.record(tx, {
        actor,
        action: 'member.create',
        objectType: 'app_user',
        objectId: id,
        detail: { organisationId: organisation.id, roles },
      });
      return { organisation, person: { id, login, displayName, roles } };
    });
  }
}
