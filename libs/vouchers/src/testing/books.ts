import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor, Role } from '@app/identity';
import type { DataSource, EntityManager } from 'typeorm';
import { Ledger } from '../ledger';
import { LedgerInvariants, type Violation } from '../ledger-invariants.service';
import { VoucherIssueService } from '../voucher-issue.service';
import type { CreateVoucherProgramme } from '../voucher-programme.dto';
import { VoucherProgrammesService } from '../voucher-programmes.service';
import type { ChangeVoucherRules } from '../voucher-rules.dto';
import { VoucherRulesService } from '../voucher-rules.service';
import { VouchersService } from '../vouchers.service';

/** The services of vouchers on one data source, with builders that make what a test needs. */
export class TestBooks {
  readonly ledger = new Ledger();
  readonly audit = new AuditService();
  readonly vouchers = new VouchersService(this.ledger, this.audit);
  readonly programmes: VoucherProgrammesService;
  readonly issuing: VoucherIssueService;
  readonly rules: VoucherRulesService;
  readonly invariants: LedgerInvariants;

  constructor(readonly db: DataSource) {
    this.programmes = new VoucherProgrammesService(db, this.ledger, this.audit);
    this.issuing = new VoucherIssueService(db, this.ledger, this.audit);
    this.rules = new VoucherRulesService(db, this.audit);
    this.invariants = new LedgerInvariants(db);
  }

  run<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.db, work);
  }

  async buildOrganisation({
    legalForm = 'enterprise',
  }: { legalForm?: string } = {}): Promise<string> {
    const id = newId();
    await this.db.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
       VALUES ($1, $2, $3, 'enterprise', $4, '330402', '测试', '0573-00000000', 'verified')`,
      [id, `测试单位 ${id.slice(-6)}`, id, legalForm],
    );
    return id;
  }

  async buildActor(role: Role, organisationId?: string): Promise<Actor> {
    return {
      userId: newId(),
      displayName: '测试',
      organisationId: organisationId ?? (await this.buildOrganisation()),
      organisationNameZh: '测试单位',
      organisationRegionCode: '330402',
      organisationVerified: true,
      agentOrganisationId: null,
      roles: [role],
    };
  }

  /** A programme with money in it: half the fee, valid all of 2026, for tests outside Jiaxing. */
  async buildProgramme({
    budgetFen = 100_000_000,
    ...rules
  }: Partial<CreateVoucherProgramme> & { budgetFen?: number } = {}): Promise<string> {
    const actor = await this.buildActor('bureau_admin');
    const { id } = await this.programmes.create(
      {
        nameZh: '测试方案',
        year: 2026,
        ratio: 0.5,
        ceilingFen: 20_000_000,
        validFrom: '2026-01-01',
        validTo: '2026-12-31',
        paymentMode: 'reimburse',
        purposes: ['testing'],
        eligibleForms: ['enterprise'],
        source: '测试',
        ...rules,
      },
      actor,
    );
    if (budgetFen > 0) {
      await this.programmes.appropriate(
        id,
        { amountFen: budgetFen, documentNumber: newId() },
        actor,
      );
    }
    return id;
  }

  /** Another version of a programme's rules, by its issuer; unless told as the programme is built. */
  async changeRules(
    programmeId: string,
    change: Partial<ChangeVoucherRules> & { inForceFrom: string },
  ): Promise<number> {
    const { issuerOrganisationId } = await this.programmes.get(programmeId);
    const { version } = await this.rules.change(
      programmeId,
      {
        ...{ ratio: 0.5, ceilingFen: 20_000_000, purposes: ['testing'] },
        ...{ eligibleForms: ['enterprise'], outsideJiaxingOnly: true },
        ...{ source: '测试', reason: '测试' },
        ...change,
      },
      await this.buildMember('bureau_admin', issuerOrganisationId),
    );
    return version;
  }

  /** Somebody of an organisation whom the database knows. */
  async buildMember(role: Role, organisationId: string): Promise<Actor> {
    const actor = await this.buildActor(role, organisationId);
    await this.db.query(
      `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $1::uuid::text, '测试', '')`,
      [actor.userId],
    );
    return actor;
  }

  /** A voucher of an organisation of its own, in a programme of its own unless one is given. */
  async buildVoucher({
    amountFen = 10_000_000,
    programmeId,
    organisationId,
  }: { amountFen?: number; programmeId?: string; organisationId?: string } = {}): Promise<{
    id: string;
    organisationId: string;
    programmeId: string;
  }> {
    const owner = organisationId ?? (await this.buildOrganisation());
    const programme = programmeId ?? (await this.buildProgramme());
    const actor = await this.buildActor('bureau_admin');
    const { id } = await this.issuing.issue(
      { programmeId: programme, organisationId: owner, amountFen },
      actor,
    );
    return { id, organisationId: owner, programmeId: programme };
  }

  /** Holds on a voucher for a new order. */
  async buildHold(
    voucherId: string,
    amountFen: number,
  ): Promise<{ orderId: string; holdId: string }> {
    const orderId = newId();
    const { holdId } = await this.run((tx) =>
      this.vouchers.hold(tx, {
        ...{ orderId, voucherId, amountFen: fen(amountFen), actor: null },
        providerOrganisationId: newId(),
      }),
    );
    return { orderId, holdId };
  }

  /** Captures a hold for parties nobody else knows. */
  async buildCapture(orderId: string, amountFen: number): Promise<void> {
    const payee = { userOrganisationId: newId(), providerOrganisationId: newId() };
    await this.run((tx) =>
      this.vouchers.capture(tx, { orderId, amountFen: fen(amountFen), payee, actor: null }),
    );
  }

  /** What each account of a programme holds, summed by kind. */
  async balancesOf(programmeId: string): Promise<Record<string, number>> {
    const rows: { kind: string; total: string }[] = await this.db.query(
      'SELECT kind, sum(balance_fen) AS total FROM ledger_account WHERE programme_id = $1 GROUP BY kind',
      [programmeId],
    );
    return Object.fromEntries(rows.map(({ kind, total }) => [kind, Number(total)]));
  }

  async violations(): Promise<Violation[]> {
    return (await this.invariants.check()).violations;
  }
}
