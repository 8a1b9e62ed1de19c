import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused } from '@app/common';
import { acrossOrganisations, inTransaction } from '@app/database';
import { fieldError } from '@app/http';
import type { Caller } from '../access/caller';
import type { Role } from '../access/roles';
import {
  LinkRefused,
  OperationForbidden,
  PasswordExpired,
  SecondFactorRequired,
} from '../identity.errors';
import { SignedLinks } from '../links/signed-links.service';
import { lockOrganisation } from '../organisations/organisations.service';
import { Passwords } from '../passwords/passwords.service';
import { Accounts, type NewAccount } from '../people/accounts.service';
import { Memberships } from '../people/memberships.service';
import { roleProblems } from '../people/role.rules';
import type {
  AcceptedInvitation,
  AcceptInvitationRequest,
  InvitationPreview,
} from './invitation.dto';
import { OwnInvitation } from './invitation.errors';

interface OpenInvitation {
  id: string;
  organisationId: string;
  organisationNameZh: string;
  email: string;
  roles: Role[];
  invitedBy: string;
}

/** What holders of an invitation's link may do: see what it is about, and accept it, once. */
@Injectable()
export class AcceptanceService {
  constructor(
    private readonly db: DataSource,
    private readonly links: SignedLinks,
    private readonly accounts: Accounts,
    private readonly memberships: Memberships,
    private readonly passwords: Passwords,
    private readonly audit: AuditService,
  ) {}

  /** @throws LinkRefused alike for a false, used, ended and withdrawn one (403) */
  async preview(token: string, caller: Caller | undefined): Promise<InvitationPreview> {
    return this.withLink(async (tx) => {
      const invitation = await findOpen(tx, await this.links.peek(tx, 'invitation', token));
      const signedIn = caller !== undefined;
      return {
        organisationNameZh: invitation.organisationNameZh,
        roles: invitation.roles,
        signedIn,
        needsAccount: !signedIn && !(await hasAccount(tx, invitation.email)),
      };
    });
  }

  /**
   * Takes the person in: whoever is signed in, or somebody new with the account given.
   *
   * @throws LinkRefused alike for a false, used, ended and withdrawn one (403), OwnInvitation (403)
   * @throws FieldsRefused for an account that is missing or refused, RolesKeptApart (422), LoginTaken (409)
   */
  async accept(
    input: AcceptInvitationRequest,
    caller: Caller | undefined,
  ): Promise<AcceptedInvitation> {
    if (caller) requirePerson(caller);
    const problems = caller ? superfluousAccount(input) : missingAccount(input);
    if (problems.length > 0) throw new FieldsRefused(problems);
    // Peeked at first, so that nobody without a link can make the server hash passwords.
    const { email, organisationNameZh } = await this.withLink(async (tx) =>
      findOpen(tx, await this.links.peek(tx, 'invitation', input.token)),
    );
    const account = caller ? undefined : await this.accountOf(input, email, organisationNameZh);
    return this.withLink((tx) => this.join(tx, input.token, caller, account));
  }

  private async join(
    tx: EntityManager,
    token: string,
    caller: Caller | undefined,
    account: NewAccount | undefined,
  ): Promise<AcceptedInvitation> {
    const invitation = await findOpen(tx, await this.links.use(tx, 'invitation', token), 'locked');
    const { id, organisationId, organisationNameZh, roles } = invitation;
    if (caller?.actor.userId === invitation.invitedBy) throw new OwnInvitation();
    const { kind } = await lockOrganisation(tx, organisationId);
    // That they may be given was settled when they were invited; what the organisation is may have changed.
    const problems = roleProblems(['security_admin'], kind, roles);
    if (problems.length > 0) throw new FieldsRefused(problems);
    const userId = account ? await this.accounts.add(tx, account) : (caller?.actor.userId ?? '');
    const place = { userId, organisationId };
    const all = [...new Set([...(await this.memberships.rolesAt(tx, place)), ...roles])];
    await this.memberships.set(tx, place, all);
    await tx.query(`UPDATE invitation SET state = 'accepted', accepted_by = $2 WHERE id = $1`, [
      id,
      userId,
    ]);
    const detail = { organisationId, roles, invitationId: id };
    await this.audit.record(tx, {
      actor: place,
      action: account ? 'member.create' : 'member.join',
      objectType: 'app_user',
      objectId: userId,
      detail,
    });
    await this.audit.record(tx, {
      actor: place,
      action: 'invitation.accept',
      objectType: 'invitation',
      objectId: id,
    });
    return { organisationId, organisationNameZh, login: await loginOf(tx, userId), roles: all };
  }

  private async accountOf(
    { login, password, displayName }: AcceptInvitationRequest,
    email: string,
    organisationNameZh: string,
  ): Promise<NewAccount> {
    const [name, shown] = [login ?? '', displayName ?? ''];
    const owner = { login: name, names: [shown, organisationNameZh] };
    const passwordHash = await this.passwords.hashFirst(password ?? '', owner);
    return { login: name, displayName: shown, email, passwordHash };
  }

  /** The link is the right: whose organisation it is about has no session here. */
  private withLink<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.db, (tx) => acrossOrganisations(tx, () => work(tx)));
  }
}

/** A machine joins nothing, and neither does a session that is good for nothing else. */
function requirePerson({ sessionId, lacksSecondFactor, passwordExpired }: Caller): void {
  if (sessionId === null) throw new OperationForbidden();
  if (lacksSecondFactor) throw new SecondFactorRequired();
  if (passwordExpired) throw new PasswordExpired();
}

const ACCOUNT = ['login', 'password', 'displayName'] as const;

const missingAccount = (input: AcceptInvitationRequest): FieldError[] =>
  ACCOUNT.filter((name) => !input[name]).map((name) =>
    fieldError(`/${name}`, 'required', undefined, {
      zh: '为必填项：未登录时须新建账号；已有账号请先登录再打开链接',
      en: 'is needed to make your account; if you have one, sign in first and open the link again',
    }),
  );

const superfluousAccount = (input: AcceptInvitationRequest): FieldError[] =>
  ACCOUNT.filter((name) => input[name]).map((name) =>
    fieldError(`/${name}`, 'signed-in', undefined, {
      zh: '不应填写：您已登录，将以现有账号加入；如要新建账号请先退出登录',
      en: 'must be left out: you are signed in and join with this account; sign out to make another',
    }),
  );

async function findOpen(
  tx: EntityManager,
  id: string,
  lock: 'locked' | 'unlocked' = 'unlocked',
): Promise<OpenInvitation> {
  const [row]: OpenInvitation[] = await tx.query(
    `SELECT i.id, i.organisation_id AS "organisationId", o.name_zh AS "organisationNameZh", i.email, i.roles,
            i.invited_by AS "invitedBy"
       FROM invitation i JOIN organisation o ON o.id = i.organisation_id
      WHERE i.id = $1 AND i.state = 'open' AND i.expires_at > app_now()
      ${lock === 'locked' ? 'FOR UPDATE OF i' : ''}`,
    [id],
  );
  if (!row) throw new LinkRefused();
  return row;
}

async function hasAccount(tx: EntityManager, email: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    'SELECT 1 FROM app_user WHERE lower(email) = lower($1) AND active LIMIT 1',
    [email],
  );
  return rows.length > 0;
}

async function loginOf(tx: EntityManager, userId: string): Promise<string> {
  const [row]: { login: string }[] = await tx.query('SELECT login FROM app_user WHERE id = $1', [
    userId,
  ]);
  return row?.login ?? '';
}
