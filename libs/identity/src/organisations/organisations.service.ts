import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused, newId, normaliseCreditCode, NotFound } from '@app/common';
import { inCommand, type IdempotentCall, onConstraint } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  fieldError,
  page,
  type Page,
  requireSentVersion,
} from '@app/http';
import { CreditCodeTaken } from '../identity.errors';
import { jurisdictionOf } from '../access/relations';
import { type Actor, hasRole, oversees } from '../access/roles';
import {
  type CreateOrganisationRequest,
  type ListOrganisationsQuery,
  type OrganisationResponse,
  toListedOrganisation,
  toOrganisationResponse,
  type UpdateOrganisationRequest,
} from './organisation.dto';
import { Organisation } from './organisation.entity';
import { findDepartments } from './organisation.queries';
import {
  changedBehind,
  changedVerifiedPart,
  isOffice,
  officeProblem,
  type OrganisationDescription,
  organisationProblems,
  verificationAfter,
} from './organisation.rules';

/** The organisations everything else refers to. */
@Injectable()
export class OrganisationsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Registers an organisation that an office knows already: it is verified at once.
   *
   * @throws FieldsRefused for a credit code, region or department that does not exist, and for what is not the actor's to
   *   register (422)
   * @throws CreditCodeTaken when the organisation is here already (409)
   */
  async create(
    actor: Actor,
    input: CreateOrganisationRequest,
    call?: IdempotentCall,
  ): Promise<OrganisationResponse> {
    const problems = countyProblems(actor, input);
    if (problems.length > 0) throw new FieldsRefused(problems);
    return inCommand(this.db, call, (tx) => this.addVerified(tx, actor, input));
  }

  /** As `create`, joining a transaction; `actor` is null for the set-up of an empty system. */
  async addVerified(
    tx: EntityManager,
    actor: Actor | null,
    input: CreateOrganisationRequest,
  ): Promise<OrganisationResponse> {
    const id = await this.insert(tx, input, {
      verification: 'verified',
      verifiedBy: actor?.userId ?? null,
      verifiedAt: () => 'app_now()',
    });
    await this.audit.record(tx, {
      actor,
      action: 'organisation.create',
      objectType: 'organisation',
      objectId: id,
    });
    return toOrganisationResponse(await this.read(tx, id));
  }

  /**
   * Adds an organisation that registered itself; it waits to be verified.
   *
   * @param at JSON pointer of the organisation in the request
   * @throws FieldsRefused for wrong codes, and for an office of the state, which the bureau registers (422)
   * @throws CreditCodeTaken (409)
   */
  async addPending(
    tx: EntityManager,
    input: CreateOrganisationRequest,
    at: string,
  ): Promise<OrganisationResponse> {
    if (isOffice(input)) throw new FieldsRefused([officeProblem(input, at)]);
    const id = await this.insert(tx, input, { verification: 'pending' }, at);
    return toOrganisationResponse(await this.read(tx, id));
  }

  private async insert(
    tx: EntityManager,
    input: CreateOrganisationRequest,
    verification: Record<string, unknown>,
    at = '',
  ): Promise<string> {
    const description = describe(input);
    await refuseProblems(tx, description, null, at);
    const id = newId();
    try {
      await tx.getRepository(Organisation).insert({ ...description, ...verification, id });
    } catch (error) {
      onCreditCodeTaken(error, description.creditCode, at);
    }
    return id;
  }

  /**
   * Changes what an organisation says of itself; a returned one is thereby submitted again.
   *
   * @throws VersionConflict for another version than the current one (412)
   * @throws FieldsRefused, CreditCodeTaken as `create` does
   */
  update(
    actor: Actor,
    id: string,
    input: UpdateOrganisationRequest,
    { ifMatch, call }: CommandCall,
  ): Promise<OrganisationResponse> {
    return inCommand(this.db, call, async (tx) => {
      const before = await lockOrganisation(tx, id);
      requireSentVersion(ifMatch, before.version);
      const after = describe(withChanges(before, input));
      if (isOffice(before) !== isOffice(after)) throw new FieldsRefused([officeProblem(after)]);
      await refuseProblems(tx, after, before);
      const changed = changedVerifiedPart(before, after);
      await this.replace(tx, before, after, changed.length > 0 || changedBehind(before, after));
      await this.audit.record(tx, {
        actor,
        action: 'organisation.update',
        objectType: 'organisation',
        objectId: id,
        detail: {
          fields: Object.keys(input),
          before: pick(before, changed),
          after: pick(after, changed),
        },
      });
      return toOrganisationResponse(await this.read(tx, id));
    });
  }

  private async replace(
    tx: EntityManager,
    before: Organisation,
    after: OrganisationDescription,
    changed: boolean,
  ): Promise<void> {
    const verification = verificationAfter(before.verification, changed);
    const nobody = { verifiedBy: null, verifiedAt: null, verificationReason: null };
    try {
      await tx.getRepository(Organisation).update(before.id, {
        ...after,
        verification,
        ...(verification === 'pending' && nobody),
        version: before.version + 1,
      });
    } catch (error) {
      onCreditCodeTaken(error, after.creditCode);
    }
  }

  /** The organisations the actor's office looks after: all, those of its county, or those it is in charge of. */
  async list(actor: Actor, query: ListOrganisationsQuery): Promise<Page<OrganisationResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const after = decodeCursor(query.cursor, 1)?.[0];
    const { q, verification } = query;
    const find = this.db
      .getRepository(Organisation)
      .createQueryBuilder('o')
      .orderBy('o.id')
      .limit(limit + 1);
    if (after !== undefined) find.andWhere('o.id > :after', { after });
    if (verification) find.andWhere('o.verification = :verification', { verification });
    if (q)
      find.andWhere('(position(:q in o.nameZh) > 0 OR position(upper(:q) in o.creditCode) > 0)', {
        q,
      });
    if (!oversees(actor) && !hasRole(actor, 'security_admin')) {
      // A way that is closed is null, which compares with nothing.
      const jurisdiction = jurisdictionOf(actor);
      find.andWhere('(o.regionCode = :regionCode OR o.supervisorId = :supervisorId)', jurisdiction);
    }
    return page(await find.getMany(), limit, (row) => [row.id], toListedOrganisation);
  }

  /** @throws NotFound */
  async get(id: string): Promise<OrganisationResponse> {
    return toOrganisationResponse(await this.read(this.db.manager, id));
  }

  private async read(tx: EntityManager, id: string): Promise<Organisation> {
    const organisation = await tx.getRepository(Organisation).findOneBy({ id });
    if (!organisation) throw organisationNotFound();
    return organisation;
  }
}

/** What a county may not register: offices, and what lies elsewhere. */
function countyProblems(actor: Actor, input: CreateOrganisationRequest): FieldError[] {
  if (hasRole(actor, 'bureau_reviewer', 'bureau_admin')) return [];
  if (isOffice(input)) return [officeProblem(input)];
  if (input.regionCode === actor.organisationRegionCode) return [];
  return [
    fieldError('/regionCode', 'elsewhere', input.regionCode, {
      zh: `不在您的辖区（${actor.organisationRegionCode}），请由所在县（市、区）或市科技局登记`,
      en: `is not your county (${actor.organisationRegionCode}); its own county or the bureau registers it`,
    }),
  ];
}

/** The organisation, locked against other changes of it; rows that refer to it are not kept waiting. @throws NotFound */
export async function lockOrganisation(tx: EntityManager, id: string): Promise<Organisation> {
  const organisation = await tx
    .getRepository(Organisation)
    .createQueryBuilder('o')
    .where({ id })
    .setLock('for_no_key_update')
    .getOne();
  if (!organisation) throw organisationNotFound();
  return organisation;
}

const organisationNotFound = (): NotFound => new NotFound({ zh: '单位', en: 'organisation' });

function describe(input: CreateOrganisationRequest): OrganisationDescription {
  const { nameZh, kind, legalForm, regionCode, contactName, contactPhone } = input;
  return {
    ...{ nameZh, kind, legalForm, regionCode, contactName, contactPhone },
    creditCode: normaliseCreditCode(input.creditCode),
    affiliation: input.affiliation ?? 'none',
    supervisorId: input.supervisorId ?? null,
    legalRepresentative: input.legalRepresentative ?? null,
    controller: input.controller ?? null,
  };
}

/** Properties that there may be none of. */
const MAY_BE_NONE: readonly string[] = ['supervisorId', 'legalRepresentative', 'controller'];

/** A null says "none" where there may be none, and "as it was" elsewhere. */
function withChanges(
  before: Organisation,
  input: UpdateOrganisationRequest,
): CreateOrganisationRequest {
  const given = Object.entries(input).filter(
    ([name, value]) => value !== undefined && (value !== null || MAY_BE_NONE.includes(name)),
  );
  return { ...before, ...Object.fromEntries(given) };
}

async function refuseProblems(
  tx: EntityManager,
  description: OrganisationDescription,
  before: Organisation | null,
  at = '',
): Promise<void> {
  const problems = organisationProblems(description, at);
  const { supervisorId } = description;
  if (supervisorId !== null && supervisorId !== before?.supervisorId)
    problems.push(...(await departmentProblems(tx, supervisorId, at)));
  if (problems.length > 0) throw new FieldsRefused(problems);
}

async function departmentProblems(
  tx: EntityManager,
  id: string,
  at: string,
): Promise<FieldError[]> {
  if ((await findDepartments(tx)).some((department) => department.id === id)) return [];
  return [
    fieldError(`${at}/supervisorId`, 'unknown', id, {
      zh: '不是已开通的主管部门，请从列表中选择或留空',
      en: 'is no department in charge; choose one of the list or leave it empty',
    }),
  ];
}

function onCreditCodeTaken(error: unknown, creditCode: string, at = ''): never {
  return onConstraint(error, {
    organisation_credit_code_taken: () => new CreditCodeTaken(creditCode, `${at}/creditCode`),
  });
}

const pick = (from: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
