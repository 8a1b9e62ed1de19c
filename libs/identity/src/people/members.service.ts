import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, NotFound } from '@app/common';
import { inCommand, inTransaction } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  page,
  type Page,
  type PageQuery,
} from '@app/http';
import { objectName } from '../access/object-names';
import { type ActingRole, type Actor, hasRole, type Role } from '../access/roles';
import type { Organisation } from '../organisations/organisation.entity';
import { lockOrganisation } from '../organisations/organisations.service';
import { Passwords } from '../passwords/passwords.service';
import { Accounts } from './accounts.service';
import { type CreateMemberRequest, type MemberResponse, toMemberResponse } from './member.dto';
import { NotYourMember, OwnRoles } from './member.errors';
import { findMembers } from './member.queries';
import { Memberships, type Place } from './memberships.service';
import { roleProblems, rolesNotGivenBy } from './role.rules';

/** The people of organisations: who is one, as what, and who decides about it. */
@Injectable()
export class MembersService {
  constructor(
    private readonly db: DataSource,
    private readonly accounts: Accounts,
    private readonly memberships: Memberships,
    private readonly passwords: Passwords,
    private readonly audit: AuditService,
  ) {}

  /** The members of an organisation, by the age of their accounts. */
  async list(organisationId: string, query: PageQuery): Promise<Page<MemberResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const after = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const rows = await findMembers(this.db.manager, organisationId, {
      after: after === null ? null : String(after),
      limit: limit + 1,
    });
    return page(rows, limit, ({ id }) => [id], toMemberResponse);
  }

  /**
   * Makes an account for a new person and takes the person in.
   *
   * @throws FieldsRefused for a password or roles that are refused, RolesKeptApart (422)
   * @throws LoginTaken (409), SecurityAdministratorInOffice (403)
   */
  async create(
    actor: Actor,
    organisationId: string,
    input: CreateMemberRequest,
  ): Promise<MemberResponse> {
    const { login, displayName, email = null, password, roles } = input;
    const passwordHash = await this.passwords.hashFirst(password, { login, names: [displayName] });
    return inTransaction(this.db, async (tx) => {
      await this.requireGivable(tx, actor, organisationId, roles);
      const userId = await this.accounts.add(tx, { login, displayName, email, passwordHash });
      const place = { userId, organisationId };
      await this.memberships.set(tx, place, roles);
      await this.record(tx, actor, 'member.create', place, { roles });
      return this.read(tx, place);
    });
  }

  /**
   * Says anew what a member may do; sessions with the roles as they were end, and so do the member's open invitations.
   *
   * @throws OwnRoles for the actor's own (403), LastAdministrator (409), FieldsRefused, RolesKeptApart (422)
   */
  async changeRoles(
    actor: Actor,
    place: Place,
    roles: readonly Role[],
    { call }: CommandCall,
  ): Promise<MemberResponse> {
    return inCommand(this.db, call, async (tx) => {
      const organisation = await lockOrganisation(tx, place.organisationId);
      const giver = await this.rolesToGiveAs(tx, actor);
      const before = await this.memberRoles(tx, place);
      if (place.userId === actor.userId) throw new OwnRoles();
      refuseChange(giver, organisation, before, roles);
      await this.memberships.requireAdministratorLeft(tx, place, before, roles);
      await this.memberships.set(tx, place, roles);
      await this.record(tx, actor, 'member.change-roles', place, { before, roles });
      await this.withdrawInvitationsBy(tx, actor, place);
      return this.read(tx, place);
    });
  }

  /**
   * Ends a membership: one's own, or that of somebody whose roles the actor may take away.
   *
   * @throws NotYourMember (403), LastAdministrator (409)
   */
  async remove(actor: Actor, place: Place): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      await lockOrganisation(tx, place.organisationId);
      const before = await this.memberRoles(tx, place);
      const leaves = place.userId === actor.userId;
      if (!leaves) {
        const foreign = rolesNotGivenBy(await this.rolesToGiveAs(tx, actor), before);
        if (foreign.length > 0) throw new NotYourMember(foreign);
      }
      await this.memberships.requireAdministratorLeft(tx, place, before, []);
      await this.memberships.set(tx, place, []);
      await this.record(tx, actor, leaves ? 'member.leave' : 'member.remove', place, { before });
      await this.withdrawInvitationsBy(tx, actor, place);
    });
  }

  /** Nobody lets people in by what they could do before. */
  private async withdrawInvitationsBy(
    tx: EntityManager,
    actor: Actor,
    { userId, organisationId }: Place,
  ): Promise<void> {
    const [rows]: [{ id: string }[], number] = await tx.query(
      `UPDATE invitation SET state = 'withdrawn'
        WHERE invited_by = $1 AND organisation_id = $2 AND state = 'open' RETURNING id`,
      [userId, organisationId],
    );
    for (const { id } of rows) {
      const action = 'invitation.withdraw';
      await this.audit.record(tx, { actor, action, objectType: 'invitation', objectId: id });
    }
  }

  /**
   * Locks the organisation and sees to it that the actor may give these roles there.
   *
   * @throws FieldsRefused (422), SecurityAdministratorInOffice (403), NotFound
   */
  async requireGivable(
    tx: EntityManager,
    actor: Actor,
    organisationId: string,
    roles: readonly Role[],
  ): Promise<void> {
    const { kind } = await lockOrganisation(tx, organisationId);
    const problems = roleProblems(await this.rolesToGiveAs(tx, actor), kind, roles);
    if (problems.length > 0) throw new FieldsRefused(problems);
  }

  /** The system administrator stands in for the security administrator until there is one. */
  private async rolesToGiveAs(tx: EntityManager, actor: Actor): Promise<readonly ActingRole[]> {
    if (!hasRole(actor, 'bureau_admin')) return actor.roles;
    await this.memberships.requireNoSecurityAdministrator(tx);
    return ['security_admin'];
  }

  private async memberRoles(tx: EntityManager, place: Place): Promise<Role[]> {
    const roles = await this.memberships.rolesAt(tx, place);
    if (roles.length === 0) throw new NotFound(objectName('member'));
    return roles;
  }

  private async read(
    tx: EntityManager,
    { organisationId, userId }: Place,
  ): Promise<MemberResponse> {
    const [row] = await findMembers(tx, organisationId, { userId, limit: 1 });
    if (!row) throw new NotFound(objectName('member'));
    return toMemberResponse(row);
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    { userId, organisationId }: Place,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action,
      objectType: 'app_user',
      objectId: userId,
      detail: { organisationId, ...detail },
    });
  }
}

/** Only what changes has to be the giver's: roles that stay may be anybody's. */
function refuseChange(
  giver: readonly ActingRole[],
  { kind }: Organisation,
  before: readonly Role[],
  after: readonly Role[],
): void {
  const added = after.filter((role) => !before.includes(role));
  const taken = before.filter((role) => !after.includes(role));
  // What is taken may be an office's role wherever it was given; what is added may not.
  const problems = [
    ...roleProblems(giver, kind, added),
    ...roleProblems(giver, 'government', taken),
  ];
  if (problems.length > 0) throw new FieldsRefused(problems);
}
