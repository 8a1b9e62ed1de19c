import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import { inTransaction } from '@app/database';
import { DirectoryStorage, FileStore } from '@app/files';
import { type Actor, type DelegatedAction, Delegations, type Role } from '@app/identity';
import { Outbox } from '@app/messaging';
import { Disputes, OrdersService, OrderSteps, ServicePeriods, VoucherParts } from '@app/orders';
import {
  Ledger,
  LedgerInvariants,
  type PaymentMode,
  VoucherIssueService,
  VoucherProgrammesService,
  VouchersService,
} from '@app/vouchers';
import { WorkCalendarService } from '@app/work-calendar';
import type { DataSource } from 'typeorm';
import { ClaimDrafts } from '../claim-drafts.service';
import { ClaimLedger } from '../claim-ledger';
import { ClaimPaperwork } from '../claim-paperwork';
import type { ClaimResponse, SubmitClaim } from '../claim.dto';
import { ClaimableOrders } from '../claimable-orders';
import { ClaimsService } from '../claims.service';
import { CLAIM_INVARIANTS } from '../invariants.sql';
import { NoticeObjections } from '../notices/notice-objections.service';
import { PaymentNotices } from '../notices/payment-notices.service';
import { PaymentBatchesService } from '../payment-batches.service';
import { ClaimPolicies } from '../policy/claim-policies.service';
import { ClaimRisks } from '../risks/claim-risks.service';

/** An order that was accepted, with everybody who has to do with its claim. */
export interface Settled {
  orderId: string;
  programmeId: string;
  /** A person of the organisation that is to be paid, and one of the other party. */
  payee: Actor;
  other: Actor;
}

/** The services of claims on one data source, with builders that make what a test needs. */
export class ClaimDesk {
  readonly files: FileStore;
  readonly claims: ClaimsService;
  readonly drafts: ClaimDrafts;
  readonly batches: PaymentBatchesService;
  readonly notices: PaymentNotices;
  readonly objections: NoticeObjections;
  readonly policies: ClaimPolicies;
  readonly risks: ClaimRisks;
  readonly invariants: LedgerInvariants;
  readonly disputes: Disputes;
  private readonly vouchers: VouchersService;
  private readonly programmes: VoucherProgrammesService;
  private readonly issuing: VoucherIssueService;

  constructor(
    readonly db: DataSource,
    directory: string,
  ) {
    const [ledger, audit] = [new Ledger(), new AuditService()];
    this.vouchers = new VouchersService(ledger, audit);
    this.programmes = new VoucherProgrammesService(db, ledger, audit);
    this.issuing = new VoucherIssueService(db, ledger, audit);
    this.files = new FileStore(db, new DirectoryStorage(directory));
    const [steps, outbox] = [new OrderSteps(audit), new Outbox()];
    this.disputes = new Disputes(db, steps, this.vouchers, outbox);
    const orders = new ClaimableOrders(
      new OrdersService(
        ...([db, this.vouchers, steps, outbox] as const),
        new VoucherParts(this.vouchers, new ServicePeriods()),
      ),
      this.vouchers,
    );
    const [books, paperwork] = [new ClaimLedger(ledger), new ClaimPaperwork(this.files)];
    const delegations = new Delegations(db, this.files, audit);
    this.drafts = new ClaimDrafts(db, orders, paperwork, books, delegations, audit);
    this.claims = new ClaimsService(db, orders, this.drafts, paperwork, books, audit);
    this.batches = new PaymentBatchesService(db, books, audit);
    this.notices = new PaymentNotices(db, new WorkCalendarService(db), audit);
    this.objections = new NoticeObjections(db, this.claims, audit);
    this.policies = new ClaimPolicies(db, audit);
    this.risks = new ClaimRisks(db);
    this.invariants = new LedgerInvariants(db);
    this.invariants.add(CLAIM_INVARIANTS);
  }

  async buildActor(role: Role): Promise<Actor> {
    const [userId, organisationId] = [newId(), newId()];
    await this.db.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
       VALUES ($1, '测试单位', $1::uuid::text, 'enterprise', 'enterprise', '330402', '测试', '0573-00000000', 'verified')`,
      [organisationId],
    );
    await this.db.query(
      `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $1::uuid::text, '测试', '')`,
      [userId],
    );
    return {
      userId,
      organisationId,
      displayName: '测试',
      organisationNameZh: '测试单位',
      organisationRegionCode: '330402',
      organisationVerified: true,
      agentOrganisationId: null,
      roles: [role],
    };
  }

  /** Somebody of an agent while acting for the principal under a delegation in force. */
  async buildDelegate(
    principal: Actor,
    { agentId, actions = ['claims'] }: { agentId?: string; actions?: DelegatedAction[] } = {},
  ): Promise<Actor> {
    const person = await this.buildActor('enterprise_admin');
    const agentOrganisationId = agentId ?? person.organisationId;
    const { organisationId, organisationNameZh } = principal;
    const letter = await this.files.put({
      ownerOrganisationId: organisationId,
      name: '授权委托书.pdf',
      mediaType: 'application/pdf',
      content: Buffer.from('%PDF'),
    });
    await this.db.query(
      `INSERT INTO delegation (id, principal_id, agent_id, actions, starts_on, ends_on, file_id, granted_by)
       VALUES ($1, $2, $3, $4, '2020-01-01', '2099-12-31', $5, $6)`,
      [newId(), organisationId, agentOrganisationId, actions, letter.id, principal.userId],
    );
    return {
      ...person,
      organisationId,
      organisationNameZh,
      roles: ['delegate'],
      agentOrganisationId,
    };
  }

  /** A programme with a million yuan. */
  async buildProgramme(paymentMode: PaymentMode = 'reimburse'): Promise<string> {
    const bureau = await this.buildActor('bureau_admin');
    const { id } = await this.programmes.create(
      {
        nameZh: '测试方案',
        year: 2026,
        ratio: 0.5,
        ceilingFen: 20_000_000,
        validFrom: '2020-01-01',
        validTo: '2099-12-31',
        paymentMode,
        purposes: ['testing'],
        eligibleForms: ['enterprise'],
        source: '测试',
      },
      bureau,
    );
    await this.programmes.appropriate(
      id,
      { amountFen: 100_000_000, documentNumber: newId() },
      bureau,
    );
    return id;
  }

  /** A completed order of 100 yuan, half of it paid by a voucher, in a programme of its own unless one is given. */
  async buildSettled({
    paymentMode = 'reimburse',
    programmeId,
    state = 'accepted',
    between,
  }: {
    paymentMode?: PaymentMode;
    programmeId?: string;
    state?: 'completed' | 'accepted';
    /** An earlier order whose programme and two organisations it shares, as the orders of a month do. */
    between?: Settled;
  } = {}): Promise<Settled> {
    const programme =
      programmeId ?? between?.programmeId ?? (await this.buildProgramme(paymentMode));
    const [payer, earner] =
      paymentMode === 'reimburse' ? (['payee', 'other'] as const) : (['other', 'payee'] as const);
    const user = between?.[payer] ?? (await this.buildActor('enterprise_admin'));
    const provider = between?.[earner] ?? (await this.buildActor('lab_manager'));
    const issue = {
      programmeId: programme,
      organisationId: user.organisationId,
      amountFen: 10_000,
    };
    const voucher = await this.issuing.issue(issue, await this.buildActor('bureau_admin'));
    const orderId = newId();
    await this.db.query(
      `INSERT INTO service_order (id, number, kind, user_organisation_id, provider_organisation_id, placed_by, purpose, state,
         list_fen, voucher_fen, own_fen, voucher_id, actual_fen, captured_fen, completed_at)
       VALUES ($1, $1::uuid::text, 'sample', $2, $3, $4, 'testing', $5, 10000, 5000, 5000, $6, 10000, 5000, app_now())`,
      [orderId, user.organisationId, provider.organisationId, user.userId, state, voucher.id],
    );
    const payee = {
      userOrganisationId: user.organisationId,
      providerOrganisationId: provider.organisationId,
    };
    await inTransaction(this.db, async (tx) => {
      const amountFen = fen(5_000);
      await this.vouchers.hold(tx, {
        ...{ orderId, voucherId: voucher.id, amountFen, actor: user },
        providerOrganisationId: provider.organisationId,
      });
      await this.vouchers.capture(tx, { orderId, amountFen, payee, actor: provider });
    });
    const parties =
      paymentMode === 'reimburse'
        ? { payee: user, other: provider }
        : { payee: provider, other: user };
    return { orderId, programmeId: programme, ...parties };
  }

  /** Papers that carry the claim of a settled order, with an invoice nobody else has. */
  papersFor({ orderId }: Pick<Settled, 'orderId'>, change: Partial<SubmitClaim> = {}): SubmitClaim {
    return {
      orderId,
      invoices: [
        {
          number: newId().replaceAll('-', '').slice(-20),
          issuedOn: '2026-01-05',
          amountFen: fen(10_000),
        },
      ],
      paymentProof: { reference: newId(), paidOn: '2026-01-06', amountFen: fen(5_000) },
      ...change,
    };
  }

  /** A day off in the work calendar, of a year that it has. */
  async buildHoliday(date: string): Promise<void> {
    await this.db.query(
      `INSERT INTO work_calendar_day (date, kind, name_zh, year_id)
       SELECT $1, 'holiday', '测试', id FROM work_calendar_year WHERE year = extract(year FROM $1::date)`,
      [date],
    );
  }

  /** A report of a laboratory at the order, known by its hash. */
  async buildReport(orderId: string, sha256: string): Promise<void> {
    const actor = await this.buildActor('lab_manager');
    const { id } = await this.files.put({
      ownerOrganisationId: actor.organisationId,
      name: '报告.pdf',
      mediaType: 'application/pdf',
      content: Buffer.from('%PDF'),
    });
    await this.db.query(
      `INSERT INTO order_attachment (id, order_id, file_id, kind, sha256, attached_by, organisation_id)
       VALUES ($1, $2, $3, 'report', $4, $5, $6)`,
      [newId(), orderId, id, sha256, actor.userId, actor.organisationId],
    );
  }

  /** The account an organisation is paid into; the one it had gives way. */
  async buildPayeeAccount(actor: Actor, bank: string, ending: string): Promise<string> {
    const [id, { organisationId, userId }] = [newId(), actor];
    const proof = await this.files.put({
      ownerOrganisationId: organisationId,
      name: '开户许可证.pdf',
      mediaType: 'application/pdf',
      content: Buffer.from('%PDF'),
    });
    await this.db.query(
      `INSERT INTO payee_account (id, organisation_id, account_name, bank, sealed_number, number_ending, proof_file_id, state, proposed_by)
       VALUES ($1, $2, '测试单位', $3, 'sealed', $4, $5, 'active', $6)`,
      [id, organisationId, bank, ending, proof.id, userId],
    );
    return id;
  }

  /** A submitted claim of an order of its own. */
  async buildClaim(
    order: { paymentMode?: PaymentMode; programmeId?: string } = {},
  ): Promise<Settled & { claim: ClaimResponse }> {
    const settled = await this.buildSettled(order);
    return { ...settled, claim: await this.claims.submit(this.papersFor(settled), settled.payee) };
  }

  /** An approved one. */
  async buildApproved(
    programmeId?: string,
  ): Promise<{ id: string; reviewer: Actor; programmeId: string }> {
    const { claim } = await this.buildClaim(programmeId === undefined ? {} : { programmeId });
    const reviewer = await this.buildActor('bureau_reviewer');
    await this.claims.approve(claim.id, reviewer, {});
    return { id: claim.id, reviewer, programmeId: claim.programmeId };
  }

  /** What each account of a programme holds, summed by kind. */
  async balancesOf(programmeId: string): Promise<Record<string, number>> {
    const rows: { kind: string; total: string }[] = await this.db.query(
      'SELECT kind, sum(balance_fen) AS total FROM ledger_account WHERE programme_id = $1 GROUP BY kind',
      [programmeId],
    );
    return Object.fromEntries(rows.map(({ kind, total }) => [kind, Number(total)]));
  }
}
