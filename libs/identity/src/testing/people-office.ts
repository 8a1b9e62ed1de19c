import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { creditCodeProblem, newId } from '@app/common';
import { DatabaseModule } from '@app/database';
import { FilesModule } from '@app/files';
import { MessagingModule } from '@app/messaging';
import type { Caller } from '../access/caller';
import type { Actor, Role } from '../access/roles';
import { IdentityModule } from '../identity.module';
import { AcceptanceService } from '../invitations/acceptance.service';
import { InvitationsService } from '../invitations/invitations.service';
import { SignedLinks } from '../links/signed-links.service';
import type { CreateOrganisationRequest } from '../organisations/organisation.dto';
import type { OrganisationKind, Verification } from '../organisations/organisation.words';
import { OrganisationsService } from '../organisations/organisations.service';
import type { RegisterRequest } from '../organisations/registration.dto';
import { RegistrationsService } from '../organisations/registrations.service';
import { VerificationService } from '../organisations/verification.service';
import { MembersService } from '../people/members.service';
import { CallersService, tokenHash } from '../sessions/callers.service';

interface OrganisationFacts {
  kind?: OrganisationKind;
  regionCode?: string;
  verification?: Verification;
  supervisorId?: string;
}

/** A password that every policy takes. */
export const GOOD_PASSWORD = 'Sieben-Zwerge-im-Tal';

/** A credit code with a right check character that nobody else has. */
export function newCreditCode(): string {
  const body = `91330402MA${String(randomInt(10_000_000)).padStart(7, '0')}`;
  const codes = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].map((check) => body + check);
  return codes.find((code) => creditCodeProblem(code) === null) ?? '';
}

/** Organisations, people and invitations on a test database, with builders that make what a test needs. */
export class PeopleOffice {
  readonly db: DataSource;
  readonly organisations: OrganisationsService;
  readonly verification: VerificationService;
  readonly registrations: RegistrationsService;
  readonly members: MembersService;
  readonly invitations: InvitationsService;
  readonly acceptance: AcceptanceService;
  readonly callers: CallersService;
  private readonly links: SignedLinks;

  private constructor(private readonly module: TestingModule) {
    this.db = module.get(DataSource);
    this.organisations = module.get(OrganisationsService);
    this.verification = module.get(VerificationService);
    this.registrations = module.get(RegistrationsService);
    this.members = module.get(MembersService);
    this.invitations = module.get(InvitationsService);
    this.acceptance = module.get(AcceptanceService);
    this.callers = module.get(CallersService);
    this.links = module.get(SignedLinks);
  }

  /** @param poolSize how many commands can be inside the database at once */
  static async open(url: string, poolSize = 20): Promise<PeopleOffice> {
    @Module({
      imports: [
        DatabaseModule.forRoot({ url, poolSize, applicationName: 'jiayi-test' }),
        FilesModule.forRoot({ dataDirectory: tmpdir() }),
        MessagingModule,
        IdentityModule.forRoot({
          insecureHttp: false,
          signInAttempts: 20,
          secretKey: 'a secret of at least 32 characters',
          demonstration: false,
          passwordPolicy: 'level-3',
          publicUrl: undefined,
        }),
      ],
    })
    class OfficeModule {}
    const office = new PeopleOffice(
      await Test.createTestingModule({ imports: [OfficeModule] }).compile(),
    );
    // Rivals that have to wait for a connection to be made are none.
    await Promise.all(
      Array.from({ length: poolSize }, () => office.db.query('SELECT pg_sleep(0.1)')),
    );
    return office;
  }

  close(): Promise<void> {
    return this.module.close();
  }

  async buildOrganisation(facts: OrganisationFacts = {}): Promise<string> {
    const { kind = 'enterprise', regionCode = '330402', verification = 'verified' } = facts;
    const id = newId();
    await this.db.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone,
                                 verification, supervisor_id)
       VALUES ($1, $2, $3, $4, $5, $6, '王小明', '13800001234', $7, $8)`,
      [
        ...[id, `测试单位 ${id.slice(-6)}`, newCreditCode(), kind],
        ...[kind === 'government' ? 'government' : 'enterprise', regionCode, verification],
        facts.supervisorId ?? null,
      ],
    );
    return id;
  }

  /** A new person with the roles, of a new organisation unless told which. */
  async buildActor(roles: readonly Role[], organisationId?: string): Promise<Actor> {
    const home = organisationId ?? (await this.buildOrganisation());
    const userId = newId();
    await this.db.query(
      `INSERT INTO app_user (id, login, display_name, password_hash, email, phone)
       VALUES ($1::uuid, $1::text, '李晓华', '-', 'lixiaohua@example.org', '13900005678')`,
      [userId],
    );
    await this.join(userId, home, roles);
    return this.actorAt(userId, home);
  }

  /** Makes a person a member beside all rules. */
  async join(userId: string, organisationId: string, roles: readonly Role[]): Promise<void> {
    await this.db.query(
      'INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $2, unnest($3::text[])',
      [userId, organisationId, roles],
    );
  }

  /** The person as the guard would find them while acting for the organisation. */
  async actorAt(userId: string, organisationId: string): Promise<Actor> {
    const token = await this.openSession(userId, organisationId);
    return (await this.callerOf(token)).actor;
  }

  /** A session that has just been opened, its second factor given. @returns its token */
  async openSession(userId: string, organisationId: string): Promise<string> {
    const token = newId();
    await this.db.query(
      `INSERT INTO session (id_hash, id, user_id, organisation_id, second_factor_at)
       VALUES ($1, $2, $3, $4, app_now())`,
      [tokenHash(token), newId(), userId, organisationId],
    );
    return token;
  }

  async callerOf(token: string): Promise<Caller> {
    const caller = await this.callers.bySession(token);
    if (!caller) throw new Error('the session has ended');
    return caller;
  }

  async isLive(token: string): Promise<boolean> {
    return (await this.callers.bySession(token)) !== undefined;
  }

  rolesAt(userId: string, organisationId: string): Promise<Role[]> {
    return this.db
      .query('SELECT role FROM membership WHERE user_id = $1 AND organisation_id = $2 ORDER BY 1', [
        userId,
        organisationId,
      ])
      .then((rows: { role: Role }[]) => rows.map(({ role }) => role));
  }

  /** The token that the mail of an invitation carries behind the `#` of its link. */
  async tokenOf(invitationId: string): Promise<string> {
    const [link]: { id: string }[] = await this.db.query(
      'SELECT id FROM signed_link WHERE object_id = $1 ORDER BY id DESC LIMIT 1',
      [invitationId],
    );
    return this.links.tokenOf('invitation', link?.id ?? '');
  }

  /** What waits in the outbox about an object: job and payload. */
  outboxOf(id: string): Promise<{ job: string; payload: Record<string, unknown> }[]> {
    return this.db.query(
      `SELECT job, payload FROM outbox_message WHERE payload::text LIKE '%' || $1 || '%' ORDER BY id`,
      [id],
    );
  }

  /** Recorded actions about an object, the oldest first, without what the database noted of the builders here. */
  async trailOf(objectId: string): Promise<string[]> {
    const rows: { action: string }[] = await this.db.query(
      `SELECT action FROM audit_entry WHERE object_id = $1 AND action NOT LIKE '%.change' ORDER BY id`,
      [objectId],
    );
    return rows.map(({ action }) => action);
  }
}

/** What somebody writes into the form of an organisation. */
export const describeOrganisation = (
  change: Partial<CreateOrganisationRequest> = {},
): CreateOrganisationRequest => ({
  nameZh: '示例仪器有限公司',
  creditCode: newCreditCode(),
  kind: 'enterprise',
  legalForm: 'enterprise',
  regionCode: '330402',
  contactName: '王小明',
  contactPhone: '13800001234',
  ...change,
});

/** A registration that nothing is wrong with. */
export const describeRegistration = (
  organisation: Partial<CreateOrganisationRequest> = {},
  person: Partial<RegisterRequest['person']> = {},
): RegisterRequest => ({
  organisation: describeOrganisation(organisation),
  person: {
    login: newId(),
    displayName: '李晓华',
    password: GOOD_PASSWORD,
    email: 'lixiaohua@example.org',
    ...person,
  },
});
