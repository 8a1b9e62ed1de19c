import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { DirectoryStorage, FileStore } from '@app/files';
import type { Actor, Role } from '../access/roles';
import { Delegations } from '../delegations/delegations.service';
import type { IdentitySettings } from '../identity.settings';
import type { OrganisationKind, Verification } from '../organisations/organisation.words';
import { PayeeAccounts } from '../payee-accounts/payee-accounts.service';
import { ProviderAdmissions } from '../provider-admissions/provider-admissions.service';

/** A region of Jiaxing and one of Shanghai. */
export const [NANHU, SHANGHAI] = ['330402', '310000'] as const;

interface OrganisationFacts {
  regionCode?: string;
  kind?: OrganisationKind;
  verification?: Verification;
}

/** Payee accounts, delegations and admissions on one data source, with builders that make what a test needs. */
export class AuthorityDesk {
  readonly accounts: PayeeAccounts;
  readonly delegations: Delegations;
  readonly admissions: ProviderAdmissions;

  constructor(readonly db: DataSource) {
    const audit = new AuditService();
    // Nothing here reads or writes the bytes of a file.
    const files = new FileStore(db, new DirectoryStorage('nowhere'));
    const settings = { secretKey: 'a secret of at least 32 characters' } as IdentitySettings;
    this.accounts = new PayeeAccounts(db, files, audit, settings);
    this.delegations = new Delegations(db, files, audit);
    this.admissions = new ProviderAdmissions(db, files, audit);
  }

  async buildOrganisation({
    regionCode = NANHU,
    kind = 'enterprise',
    verification = 'verified',
  }: OrganisationFacts = {}): Promise<string> {
    const id = newId();
    await this.db.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
       VALUES ($1, $2, $3, $4, 'enterprise', $5, '测试', '0573-00000000', $6)`,
      [id, nameOf(id), id, kind, regionCode, verification],
    );
    return id;
  }

  /** A person of an organisation of their own, unless told which. */
  async buildActor(role: Role, organisationId?: string): Promise<Actor> {
    const home = organisationId ?? (await this.buildOrganisation());
    const userId = newId();
    await this.db.query(
      `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $2, '测试', '')`,
      [userId, userId],
    );
    await this.db.query(
      'INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, $3)',
      [userId, home, role],
    );
    return {
      userId,
      displayName: '测试',
      organisationId: home,
      organisationNameZh: nameOf(home),
      organisationRegionCode: NANHU,
      organisationVerified: true,
      roles: [role],
      agentOrganisationId: null,
    };
  }

  /** A stored file of an organisation. */
  async buildFile(organisationId: string): Promise<string> {
    const id = newId();
    await this.db.query(
      `INSERT INTO stored_file (id, owner_organisation_id, name, media_type, size_bytes, sha256)
       VALUES ($1, $2, '证明.pdf', 'application/pdf', 4, '')`,
      [id, organisationId],
    );
    return id;
  }

  /** Somebody of an agent while acting for the principal. */
  delegateOf(agent: Actor, principalId: string): Actor {
    return {
      ...agent,
      organisationId: principalId,
      organisationNameZh: nameOf(principalId),
      roles: ['delegate'],
      agentOrganisationId: agent.organisationId,
    };
  }

  /** Actions of the audit trail about an object, the oldest first. */
  async trailOf(objectId: string): Promise<string[]> {
    const rows: { action: string }[] = await this.db.query(
      'SELECT action FROM audit_entry WHERE object_id = $1 ORDER BY id',
      [objectId],
    );
    return rows.map(({ action }) => action);
  }
}

const nameOf = (organisationId: string): string => `测试单位 ${organisationId.slice(-6)}`;
