import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import { type IdempotentCall, inCommand, onConstraint } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  requireVersion,
} from '@app/http';
import { type Actor, mayCall, reachOf } from '@app/identity';
import { VoucherIssueService } from '../voucher-issue.service';
import { VoucherProgrammeNotFound } from '../voucher.errors';
import {
  checkEligibility,
  type EligibilityCheck,
  obstaclesToApprove,
  obstaclesToSubmit,
} from './eligibility.rules';
import type {
  ApplyForQuota,
  EligibilityQuery,
  EligibilityResponse,
  QuotaApplicationDetail,
  QuotaApplicationResponse,
  QuotaAsked,
  QuotaListQuery,
  RelatedPartiesResponse,
} from './quota-application.dto';
import { QuotaApplication } from './quota-application.entity';
import {
  QuotaApplicationNotFound,
  QuotaNeedsOtherPerson,
  QuotaNotEligible,
  QuotaStateConflict,
} from './quota-application.errors';
import {
  APPLICATIONS_SQL,
  findEligibility,
  findRelated,
  getApplication,
  type QuotaApplicationRow,
  toQuotaResponse,
} from './quota-application.queries';
import {
  QUOTA_ACTIONS,
  QUOTA_LIFE,
  type QuotaAction,
  type QuotaState,
} from './quota-application.words';

/** Columns that a step sets beside the state. */
type QuotaChange = Partial<
  Pick<
    QuotaApplication,
    'amountFen' | 'purpose' | 'statement' | 'resubmittedBy' | 'checkedBy' | 'decidedBy'
  > &
    Pick<QuotaApplication, 'reason' | 'voucherId'>
>;

/** The least that can be asked for. */
const LEAST = fen(1);

/** States that nothing follows. */
const OVER: readonly QuotaState[] = ['issued', 'rejected', 'withdrawn'];

/** Applications for vouchers: handed in by organisations, pre-checked by one person and decided by another. */
@Injectable()
export class QuotaApplications {
  constructor(
    private readonly db: DataSource,
    private readonly issuing: VoucherIssueService,
    private readonly audit: AuditService,
  ) {}

  /** What is known of the acting organisation, and what an application would meet. @throws VoucherProgrammeNotFound */
  async eligibility(
    actor: Actor,
    programmeId: string,
    { amountFen = LEAST, purpose }: EligibilityQuery,
  ): Promise<EligibilityResponse> {
    const facts = await getEligibility(this.db.manager, programmeId, actor.organisationId);
    const asked = { amountFen, purpose: purpose ?? facts.programme.purposes[0] ?? '' };
    return {
      applicant: facts.applicant,
      checks: checkEligibility({ ...facts, asked }),
    };
  }

  /**
   * Hands an application of the acting organisation in.
   *
   * @throws VoucherProgrammeNotFound, and QuotaNotEligible with every rule that waiting does not mend (422)
   */
  submit(
    actor: Actor,
    { programmeId, ...asked }: ApplyForQuota,
    call?: IdempotentCall,
  ): Promise<QuotaApplicationDetail> {
    return inCommand(this.db, call, async (tx) => {
      const { organisationId, userId } = actor;
      await requireEligible(tx, { programmeId, organisationId, ...asked }, obstaclesToSubmit);
      const id = newId();
      await tx
        .getRepository(QuotaApplication)
        .insert({ id, programmeId, organisationId, ...asked, appliedBy: userId });
      await this.tell(tx, actor, 'submit', id, { programmeId, amountFen: asked.amountFen });
      return getDetail(tx, id);
    });
  }

  /** Hands a returned one in again, as it is now. @throws QuotaStateConflict (409), QuotaNotEligible (422) */
  resubmit(
    actor: Actor,
    id: string,
    asked: QuotaAsked,
    how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.step(actor, id, 'resubmit', how, async (tx, before) => {
      const { programmeId, organisationId } = before;
      await requireEligible(tx, { programmeId, organisationId, ...asked }, obstaclesToSubmit);
      return { ...asked, resubmittedBy: actor.userId };
    });
  }

  /** Takes it back before it is decided. @throws QuotaStateConflict (409) */
  withdraw(actor: Actor, id: string, how: CommandCall): Promise<QuotaApplicationDetail> {
    return this.step(actor, id, 'withdraw', how, () => Promise.resolve({ checkedBy: null }));
  }

  /** The first look (初审). @throws QuotaNeedsOtherPerson (403), QuotaStateConflict (409) */
  check(actor: Actor, id: string, how: CommandCall): Promise<QuotaApplicationDetail> {
    return this.step(actor, id, 'check', how, (_tx, before) => {
      requireIndependent(actor, before);
      return Promise.resolve({ checkedBy: actor.userId });
    });
  }

  /** Says what is to be mended. @throws QuotaNeedsOtherPerson (403), QuotaStateConflict (409) */
  sendBack(
    actor: Actor,
    id: string,
    reason: string,
    how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.step(actor, id, 'return', how, (_tx, before) => {
      requireIndependent(actor, before);
      return Promise.resolve({ checkedBy: null, reason });
    });
  }

  /**
   * Approves what another person has pre-checked, and issues the voucher in the same transaction.
   *
   * @throws QuotaNeedsOtherPerson (403), QuotaStateConflict (409), QuotaNotEligible with every rule that fails,
   *   VoucherCeilingExceeded or BudgetExhausted when a rival was faster (422)
   */
  approve(actor: Actor, id: string, how: CommandCall): Promise<QuotaApplicationDetail> {
    return this.step(actor, id, 'approve', how, async (tx, before) => {
      requireIndependent(actor, before, before.checkedBy);
      await requireEligible(tx, before, obstaclesToApprove);
      const { programmeId, organisationId, amountFen } = before;
      const voucher = await this.issuing.issueIn(
        tx,
        { programmeId, organisationId, amountFen },
        actor,
      );
      return { decidedBy: actor.userId, voucherId: voucher.id };
    });
  }

  /** Refuses it for good. @throws QuotaNeedsOtherPerson (403), QuotaStateConflict (409) */
  reject(
    actor: Actor,
    id: string,
    reason: string,
    how: CommandCall,
  ): Promise<QuotaApplicationDetail> {
    return this.step(actor, id, 'reject', how, (_tx, before) => {
      requireIndependent(actor, before, before.checkedBy);
      return Promise.resolve({ decidedBy: actor.userId, reason });
    });
  }

  /** @throws QuotaApplicationNotFound */
  get(id: string): Promise<QuotaApplicationDetail> {
    return getDetail(this.db.manager, id);
  }

  /** Who belongs together with the applicant, for who decides. @throws QuotaApplicationNotFound */
  async relatedParties(id: string): Promise<RelatedPartiesResponse> {
    const { organisationId } = await getApplication(this.db.manager, id);
    return findRelated(this.db.manager, organisationId);
  }

  /** Applications the actor may open, the newest first. */
  async list(
    actor: Actor,
    { limit = DEFAULT_PAGE, cursor, state }: QuotaListQuery,
  ): Promise<Page<QuotaApplicationResponse>> {
    const { everything, organisationId } = reachOf(actor, 'quotaApplications.get');
    const rows: QuotaApplicationRow[] = await this.db.query(
      `${APPLICATIONS_SQL}
        WHERE ($1::boolean OR asked.organisation_id = $2) AND ($3::text IS NULL OR asked.state = $3)
          AND ($4::uuid IS NULL OR asked.id < $4)
        ORDER BY asked.id DESC LIMIT $5`,
      [everything, organisationId, state ?? null, decodeCursor(cursor, 1)?.[0] ?? null, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toQuotaResponse);
  }

  /** One step of a locked application: the state first, then what the step asks and sets. */
  private step(
    actor: Actor,
    id: string,
    action: QuotaAction,
    { ifMatch, call }: CommandCall,
    work: (tx: EntityManager, before: QuotaApplication) => Promise<QuotaChange>,
  ): Promise<QuotaApplicationDetail> {
    return inCommand(this.db, call, async (tx) => {
      const rows = tx.getRepository(QuotaApplication);
      const before = await rows.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!before) throw new QuotaApplicationNotFound();
      requireVersion(ifMatch, before.version);
      const { from, to: state } = QUOTA_LIFE[action];
      if (!from.includes(before.state))
        throw new QuotaStateConflict(action, before.state, allowedActions(actor, before));
      const change = await work(tx, before);
      const decided = change.decidedBy ? { decidedAt: () => 'app_now()' } : {};
      await rows
        .update(id, { ...change, ...decided, state, version: before.version + 1 })
        .catch((error) =>
          onConstraint(error, {
            quota_application_needs_other_persons: () => new QuotaNeedsOtherPerson(),
          }),
        );
      const { voucherId } = change;
      await this.tell(tx, actor, action, id, voucherId ? { voucherId } : {});
      return getDetail(tx, id);
    });
  }

  private tell(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `quota-application.${action}`, objectType: 'quota_application' },
      ...{ objectId, detail },
    });
  }
}

/** What this person may do with the application next; guard and commands check again. */
const allowedActions = (
  actor: Actor,
  { state, organisationId }: Pick<QuotaApplication, 'state' | 'organisationId'>,
): QuotaAction[] =>
  QUOTA_ACTIONS.filter((action) => {
    const { from, by } = QUOTA_LIFE[action];
    return from.includes(state) && mayCall(actor, by, { organisationIds: [organisationId] });
  });

/** @throws QuotaNeedsOtherPerson for who applied, for who took the step before, and for the applicant's people */
function requireIndependent(
  actor: Actor,
  { appliedBy, resubmittedBy, organisationId }: QuotaApplication,
  before: string | null = null,
): void {
  const hands = [appliedBy, resubmittedBy, before];
  if (hands.includes(actor.userId) || actor.organisationId === organisationId)
    throw new QuotaNeedsOtherPerson();
}

async function getEligibility(
  tx: EntityManager,
  programmeId: string,
  organisationId: string,
): Promise<NonNullable<Awaited<ReturnType<typeof findEligibility>>>> {
  const facts = await findEligibility(tx, programmeId, organisationId);
  if (!facts) throw new VoucherProgrammeNotFound();
  return facts;
}

type Asked = Pick<QuotaApplication, 'programmeId' | 'organisationId' | 'amountFen' | 'purpose'>;

async function checksOf(tx: EntityManager, asked: Asked): Promise<EligibilityCheck[]> {
  const facts = await getEligibility(tx, asked.programmeId, asked.organisationId);
  return checkEligibility({ ...facts, asked });
}

async function requireEligible(
  tx: EntityManager,
  asked: Asked,
  obstacles: (checks: readonly EligibilityCheck[]) => EligibilityCheck[],
): Promise<void> {
  const failed = obstacles(await checksOf(tx, asked));
  if (failed.length > 0) throw new QuotaNotEligible(failed);
}

async function getDetail(tx: EntityManager, id: string): Promise<QuotaApplicationDetail> {
  const application = await getApplication(tx, id);
  const checks = OVER.includes(application.state) ? [] : await checksOf(tx, application);
  return { ...application, checks };
}
