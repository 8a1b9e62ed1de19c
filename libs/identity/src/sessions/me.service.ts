import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone } from '@app/common';
import { acrossOrganisations, inTransaction } from '@app/database';
import { requireSentVersion } from '@app/http';
import type { Caller } from '../access/caller';
import { DELEGATE, type Role, SECOND_FACTOR_ROLES } from '../access/roles';
import { NotSignedIn, ProofRequired } from '../identity.errors';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import type { Verification } from '../organisations/organisation.words';
import { PASSWORD_RULES } from '../passwords/password.rules';
import { Passwords } from '../passwords/passwords.service';
import { SecondFactors } from '../second-factor/second-factors.service';
import { AGENT_OF_DELEGATION, CallersService } from './callers.service';
import type {
  ChangePasswordRequest,
  MeResponse,
  MySecondFactor,
  OpenOrganisation,
  UpdateMeRequest,
} from './me.dto';
import { Proofs } from './proofs.service';
import { toUserResponse } from './session.dto';
import { sessionOf, SessionsService } from './sessions.service';

interface PersonRow {
  login: string;
  display_name: string;
  email: string | null;
  phone: string | null;
  version: number;
  verification: Verification;
  agent_name_zh: string | null;
  password_due_at: Date | null;
}

/** What a person sees and changes of their own account. */
@Injectable()
export class MeService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly passwords: Passwords,
    private readonly secondFactors: SecondFactors,
    private readonly sessions: SessionsService,
    private readonly callers: CallersService,
    private readonly proofs: Proofs,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {}

  async get(caller: Caller): Promise<MeResponse> {
    const { actor } = caller;
    // A person's memberships and mandates are not the matter of the one organisation acted for.
    const { person, organisations } = await inTransaction(this.db, (tx) =>
      acrossOrganisations(tx, async () => ({
        person: await this.findPerson(tx, caller),
        organisations: await findOrganisations(tx, actor.userId),
      })),
    );
    const { agentOrganisationId } = actor;
    const user = toUserResponse(actor);
    return {
      ...user,
      displayName: person.display_name,
      organisation: { ...user.organisation, verification: person.verification },
      login: person.login,
      email: person.email,
      phone: person.phone,
      agentOrganisation:
        agentOrganisationId === null
          ? null
          : { id: agentOrganisationId, nameZh: person.agent_name_zh ?? '' },
      organisations,
      secondFactor: await this.secondFactorOf(actor.userId, organisations),
      passwordChangeDueAt: person.password_due_at && isoInZone(instantOf(person.password_due_at)),
      restrictedBy: restrictionOf(caller),
      version: person.version,
    };
  }

  /**
   * @throws ProofRequired for another e-mail address or telephone number without recent proof (401)
   * @throws VersionConflict (412)
   */
  async update(
    caller: Caller,
    ifMatch: string | undefined,
    changes: UpdateMeRequest,
  ): Promise<MeResponse> {
    const { actor } = caller;
    const { displayName, email, phone } = changes;
    await inTransaction(this.db, async (tx) => {
      const [person]: PersonRow[] = await tx.query(
        'SELECT email, phone, version FROM app_user WHERE id = $1 FOR UPDATE',
        [actor.userId],
      );
      if (!person) throw new NotSignedIn();
      requireSentVersion(ifMatch, person.version);
      const reachedElsewhere =
        (email !== undefined && email !== person.email) ||
        (phone !== undefined && phone !== person.phone);
      if (reachedElsewhere && !caller.provedRecently) throw new ProofRequired();
      await tx.query(
        `UPDATE app_user SET display_name = coalesce($2, display_name),
                email = CASE WHEN $3 THEN $4 ELSE email END, phone = CASE WHEN $5 THEN $6 ELSE phone END,
                version = version + 1 WHERE id = $1`,
        [
          ...[actor.userId, displayName ?? null],
          ...[email !== undefined, email ?? null, phone !== undefined, phone ?? null],
        ],
      );
      await this.audit.record(tx, {
        actor,
        action: 'me.update',
        objectType: 'app_user',
        objectId: actor.userId,
        detail: { changed: Object.keys(changes) },
      });
    });
    return this.get(caller);
  }

  /**
   * Changes the password: this session goes on under a new token, every other one ends.
   *
   * @returns the token
   * @throws ProofRefused for a wrong present password (401)
   * @throws FieldsRefused for a next one that the policy does not take (422)
   */
  async changePassword(caller: Caller, input: ChangePasswordRequest): Promise<string> {
    const { actor } = caller;
    const sessionId = sessionOf(caller);
    await this.proofs.check(caller, input.current);
    const passwordHash = await this.passwords.hashNext(actor.userId, input.next, '/next');
    return inTransaction(this.db, async (tx) => {
      await this.passwords.replace(tx, actor.userId, passwordHash);
      await this.audit.record(tx, {
        actor,
        action: 'password.change',
        objectType: 'app_user',
        objectId: actor.userId,
      });
      await this.sessions.endAllOf(tx, actor.userId, sessionId);
      await this.sessions.noteProof(tx, sessionId, { withSecondFactor: false });
      return this.sessions.rotate(tx, sessionId);
    });
  }

  private async findPerson(tx: EntityManager, { actor }: Caller): Promise<PersonRow> {
    const { maxAgeDays } = PASSWORD_RULES[this.settings.passwordPolicy];
    const [person]: PersonRow[] = await tx.query(
      `SELECT u.login, u.display_name, u.email, u.phone, u.version, o.verification, agent.name_zh AS agent_name_zh,
              CASE WHEN u.password_hash IS NOT NULL THEN u.password_changed_at + make_interval(days => $4) END
                AS password_due_at
         FROM app_user u JOIN organisation o ON o.id = $2 LEFT JOIN organisation agent ON agent.id = $3
        WHERE u.id = $1`,
      [
        ...[actor.userId, actor.organisationId, actor.agentOrganisationId],
        this.settings.demonstration ? null : maxAgeDays,
      ],
    );
    if (!person) throw new NotSignedIn();
    return person;
  }

  private async secondFactorOf(
    userId: string,
    organisations: readonly OpenOrganisation[],
  ): Promise<MySecondFactor> {
    const roles = organisations.flatMap((one) => one.roles).filter((role) => role !== DELEGATE);
    const required = this.callers.needsSecondFactor(roles);
    const spared = !required && roles.some((role) => SECOND_FACTOR_ROLES.includes(role));
    const state = await this.secondFactors.stateOf(userId);
    return { required, ...state, ...(spared && { reason: 'demonstration' }) };
  }
}

function restrictionOf({ lacksSecondFactor, passwordExpired }: Caller): MeResponse['restrictedBy'] {
  if (lacksSecondFactor) return 'second-factor';
  return passwordExpired ? 'password' : null;
}

interface OrganisationRow {
  id: string;
  name_zh: string;
  roles: Role[] | null;
  delegation_id: string | null;
}

/** Where the person is a member, then the principals whose agent one of these is. */
async function findOrganisations(tx: EntityManager, userId: string): Promise<OpenOrganisation[]> {
  const rows: OrganisationRow[] = await tx.query(
    `SELECT o.id, o.name_zh, array_agg(m.role ORDER BY m.role) AS roles, NULL::uuid AS delegation_id
       FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.user_id = $1 GROUP BY o.id
      UNION ALL
     SELECT o.id, o.name_zh, NULL, d.id
       FROM delegation d JOIN organisation o ON o.id = d.principal_id JOIN app_user u ON u.id = $1
      WHERE ${AGENT_OF_DELEGATION}
      ORDER BY delegation_id NULLS FIRST, id`,
    [userId],
  );
  return rows.map(({ id, name_zh, roles, delegation_id }) => ({
    ...{ id, nameZh: name_zh, roles: roles ?? [DELEGATE] },
    ...(delegation_id !== null && { delegationId: delegation_id }),
  }));
}
