import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused } from '@app/common';
import { inTransaction } from '@app/database';
import { fieldError } from '@app/http';
import { SetupCodeRefused } from '../identity.errors';
import { OrganisationsService } from '../organisations/organisations.service';
import { Passwords } from '../passwords/passwords.service';
import { Accounts } from './accounts.service';
import { toMemberResponse } from './member.dto';
import { findMembers } from './member.queries';
import { Memberships } from './memberships.service';
import type { AdministratorResponse, CreateAdministratorRequest } from './setup.dto';

const codeHash = (code: string): Buffer => createHash('sha256').update(code).digest();

/**
 * Makes the one-time code for the first administrator, valid for a day; null as soon as anybody has an account.
 * Called by whoever starts an empty system, who is also the only one to see the code.
 */
export async function issueSetupCode(db: DataSource): Promise<string | null> {
  const code = randomBytes(12).toString('base64url');
  const rows: unknown[] = await db.query(
    `INSERT INTO setup_code (code_hash, expires_at)
     SELECT $1, app_now() + interval '1 day' WHERE NOT EXISTS (SELECT FROM app_user) RETURNING code_hash`,
    [codeHash(code)],
  );
  return rows.length === 1 ? code : null;
}

/** How an empty system comes to its first administrator. */
@Injectable()
export class SetupService {
  constructor(
    private readonly db: DataSource,
    private readonly organisations: OrganisationsService,
    private readonly accounts: Accounts,
    private readonly memberships: Memberships,
    private readonly passwords: Passwords,
    private readonly audit: AuditService,
  ) {}

  /**
   * Spends the one-time code: the bureau and its first administrator come into being together.
   *
   * @throws SetupCodeRefused for a wrong, spent or expired code (403)
   * @throws FieldsRefused for a password the policy refuses, and for a bureau that is no office of the state (422)
   */
  async createAdministrator(input: CreateAdministratorRequest): Promise<AdministratorResponse> {
    const { login, displayName, email = null, password } = input;
    if (input.organisation.kind !== 'government')
      throw new FieldsRefused([noOffice(input.organisation.kind)]);
    const names = [displayName, input.organisation.nameZh];
    const passwordHash = await this.passwords.hashFirst(password, { login, names });
    return inTransaction(this.db, async (tx) => {
      const [spent]: [unknown[], number] = await tx.query(
        `UPDATE setup_code SET used_at = app_now()
          WHERE code_hash = $1 AND used_at IS NULL AND expires_at > app_now()
            AND NOT EXISTS (SELECT FROM app_user) RETURNING code_hash`,
        [codeHash(input.code)],
      );
      if (spent.length !== 1) throw new SetupCodeRefused();
      const organisation = await this.organisations.addVerified(tx, null, input.organisation);
      const userId = await this.accounts.add(tx, { login, displayName, email, passwordHash });
      const roles = ['bureau_admin'] as const;
      await this.memberships.set(tx, { userId, organisationId: organisation.id }, roles);
      await this.audit.record(tx, {
        actor: null,
        action: 'member.create',
        objectType: 'app_user',
        objectId: userId,
        detail: { organisationId: organisation.id, roles },
      });
      const [member] = await findMembers(tx, organisation.id, { userId, limit: 1 });
      if (!member) throw new Error('the first administrator is no member');
      return { member: toMemberResponse(member), organisation };
    });
  }
}

const noOffice = (kind: string) =>
  fieldError('/organisation/kind', 'no-office', kind, {
    zh: '须为 government：运行本系统、任命审核人员的单位是政府部门',
    en: 'must be government: the organisation that runs the system and has its reviewers is an office of the state',
  });
