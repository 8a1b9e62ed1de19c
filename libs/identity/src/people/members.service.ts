import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId, NotFound } from '@app/common';
import { inTransaction, onConstraint } from '@app/database';
import { LoginTaken, SetupCodeRefused } from '../identity.errors';
import type {
  AdministratorResponse,
  CreateAdministratorRequest,
  CreateMemberRequest,
  MemberResponse,
} from './member.dto';
import { Organisation } from '../organisations/organisation.entity';
import { OrganisationsService } from '../organisations/organisations.service';
import type { Actor } from '../access/roles';
import { hashPassword } from '../passwords/password-hash';
import { AppUser, Membership } from './user.entity';

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

/** People and what they may do for their organisations. */
@Injectable()
export class MembersService {
  constructor(
    private readonly db: DataSource,
    private readonly organisations: OrganisationsService,
    private readonly audit: AuditService,
  ) {}

  /** @throws LoginTaken (409), NotFound for an unknown organisation */
  async create(
    actor: Actor,
    organisationId: string,
    input: CreateMemberRequest,
  ): Promise<MemberResponse> {
    const passwordHash = await hashPassword(input.password);
    return this.guarded(input.login, () =>
      inTransaction(this.db, async (tx) => {
        if (!(await tx.getRepository(Organisation).existsBy({ id: organisationId }))) {
          throw new NotFound({ zh: '单位', en: 'organisation' });
        }
        return this.add(tx, actor, organisationId, { ...input, passwordHash });
      }),
    );
  }

  /**
   * Spends the one-time code: the bureau and its first administrator come into being together.
   *
   * @throws SetupCodeRefused for a wrong, spent or expired code (403)
   */
  async createAdministrator(input: CreateAdministratorRequest): Promise<AdministratorResponse> {
    const passwordHash = await hashPassword(input.password);
    return this.guarded(input.login, () =>
      inTransaction(this.db, async (tx) => {
        const [spent]: [unknown[], number] = await tx.query(
          `UPDATE setup_code SET used_at = app_now()
            WHERE code_hash = $1 AND used_at IS NULL AND expires_at > app_now()
              AND NOT EXISTS (SELECT FROM app_user) RETURNING code_hash`,
          [codeHash(input.code)],
        );
        if (spent.length !== 1) throw new SetupCodeRefused();
        const organisation = await this.organisations.add(tx, null, input.organisation);
        const member = await this.add(tx, null, organisation.id, {
          ...input,
          roles: ['bureau_admin'],
          passwordHash,
        });
        return { member, organisation };
      }),
    );
  }

  private async add(
    tx: EntityManager,
    actor: Actor | null,
    organisationId: string,
    person: Omit<CreateMemberRequest, 'password'> & { passwordHash: string },
  ): Promise<MemberResponse> {
    const { login, displayName, passwordHash, roles } = person;
    const userId = newId();
    await tx.getRepository(AppUser).insert({ id: userId, login, displayName, passwordHash });
    await tx
      .getRepository(Membership)
      .insert(roles.map((role) => ({ userId, organisationId, role })));
    await this.audit.record(tx, {
      actor,
      action: 'member.create',
      objectType: 'app_user',
      objectId: userId,
      detail: { organisationId, roles },
    });
    return { userId, login, displayName, roles };
  }

  private async guarded<T>(login: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      return onConstraint(error, { app_user_login_taken: () => new LoginTaken(login) });
    }
  }
}
