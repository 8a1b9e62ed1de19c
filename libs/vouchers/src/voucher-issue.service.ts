import { AuditService } from '@app/audit';
import { fen, newId, sumFen } from '@app/common';
import { type IdempotentCall, inCommand } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, type Page, page, type PageQuery } from '@app/http';
import { type Actor, reachOf } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Ledger } from './ledger';
import {
  OrganisationNotEligible,
  VoucherCeilingExceeded,
  VoucherCeilingUndetermined,
  VoucherExpired,
  VoucherNotFound,
  VoucherProgrammeNotFound,
} from './voucher.errors';
import type { CapBasis } from './voucher.rules';
import type {
  IssueVoucher,
  VoucherEntryResponse,
  VoucherListQuery,
  VoucherResponse,
} from './voucher.dto';
import {
  type EntryRow,
  ENTRIES_SQL,
  toEntryResponse,
  toVoucherResponse,
  VOUCHERS_SQL,
  type VoucherRow,
} from './voucher.views';

interface IssuingFacts {
  ceiling_fen: string | null;
  ceiling_basis: CapBasis;
  valid_to: string;
  over: boolean;
  eligible_forms: string[];
  legal_form: string | null;
}

/** Issues vouchers and shows them to those who may see them. */
@Injectable()
export class VoucherIssueService {
  constructor(
    private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly audit: AuditService,
  ) {}

  /**
   * Issues a voucher out of the programme's budget, valid to the programme's last day.
   *
   * @throws OrganisationNotEligible, VoucherCeilingExceeded, VoucherCeilingUndetermined,
   * BudgetExhausted or VoucherExpired (422)
   */
  issue(input: IssueVoucher, actor: Actor, call?: IdempotentCall): Promise<VoucherResponse> {
    return inCommand(this.db, call, (tx) => this.issueIn(tx, input, actor));
  }

  /** As `issue`, joining a transaction that has decided to. */
  async issueIn(tx: EntityManager, input: IssueVoucher, actor: Actor): Promise<VoucherResponse> {
    const { programmeId, organisationId } = input;
    const amountFen = fen(input.amountFen);
    const expiresOn = await this.checkIssue(tx, input);
    const id = newId();
    await tx.query(
      `INSERT INTO voucher (id, programme_id, organisation_id, face_value_fen, expires_on, issued_by)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, programmeId, organisationId, amountFen, expiresOn, actor.userId],
    );
    const owner = { kind: 'voucher_available', programmeId, voucherId: id } as const;
    const [budget, creditAccountId] = await Promise.all([
      this.ledger.getAccount(tx, { kind: 'budget_available', programmeId }),
      this.ledger.openAccount(tx, owner, amountFen),
      this.audit.record(tx, {
        ...{ actor, action: 'voucher.issue', objectType: 'voucher', objectId: id },
        detail: { ...input },
      }),
    ]);
    const transfer = {
      ...({ id, kind: 'issue', programmeId, amountFen, actorId: actor.userId } as const),
      ...{ debitAccountId: budget.id, creditAccountId },
    };
    // Last, and together with the answer: everybody's vouchers come out of one account, which is locked from here on.
    const [, issued] = await Promise.all([this.ledger.post(tx, transfer), getVoucher(tx, id)]);
    return issued;
  }

  /** @throws VoucherNotFound */
  get(id: string): Promise<VoucherResponse> {
    return getVoucher(this.db.manager, id);
  }

  /** Vouchers the actor may open, the newest first. */
  async list(query: VoucherListQuery, actor: Actor): Promise<Page<VoucherResponse>> {
    const { limit = DEFAULT_PAGE, cursor, programmeId = null, organisationId = null } = query;
    const reach = reachOf(actor, 'vouchers.get');
    const rows: VoucherRow[] = await this.db.query(
      `${VOUCHERS_SQL}
        WHERE ($1::boolean OR voucher.organisation_id = $2) AND ($3::uuid IS NULL OR voucher.organisation_id = $3)
          AND ($4::uuid IS NULL OR voucher.programme_id = $4) AND ($5::uuid IS NULL OR voucher.id < $5)
        ORDER BY voucher.id DESC LIMIT $6`,
      [
        reach.everything,
        reach.organisationId,
        organisationId,
        programmeId,
        decodeCursor(cursor, 1)?.[0] ?? null,
        limit + 1,
      ],
    );
    return page(rows, limit, (row) => [row.id], toVoucherResponse);
  }

  /** Every movement on the voucher's accounts, oldest first. @throws VoucherNotFound */
  async listEntries(
    id: string,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<VoucherEntryResponse>> {
    await this.get(id);
    const [transferId = null, amountFen = null] = decodeCursor(cursor, 2) ?? [];
    const rows: EntryRow[] = await this.db.query(ENTRIES_SQL, [
      id,
      transferId,
      amountFen,
      limit + 1,
    ]);
    return page(rows, limit, (row) => [row.transferId, row.amountFen], toEntryResponse);
  }

  /** Checks the rules of issuing and returns the last day of validity. */
  private async checkIssue(tx: EntityManager, input: IssueVoucher): Promise<string> {
    const { programmeId, organisationId } = input;
    const facts = await findIssuingFacts(tx, programmeId, organisationId);
    if (!facts) throw new VoucherProgrammeNotFound();
    const { legal_form: legalForm, eligible_forms: eligibleForms } = facts;
    if (legalForm === null || !eligibleForms.includes(legalForm))
      throw new OrganisationNotEligible(legalForm, eligibleForms);
    if (facts.over) throw new VoucherExpired(facts.valid_to);
    if (facts.ceiling_fen === null) throw new VoucherCeilingUndetermined(legalForm);
    if (facts.ceiling_basis === 'issued') await this.checkCeiling(tx, input, facts.ceiling_fen);
    return facts.valid_to;
  }

  private async checkCeiling(
    tx: EntityManager,
    { programmeId, organisationId, amountFen }: IssueVoucher,
    ceiling: string,
  ): Promise<void> {
    // A statement of its own before the sum: the sum must see what the rival who held the lock has committed.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `voucher-ceiling:${programmeId}:${organisationId}`,
    ]);
    const [issued]: { total: string }[] = await tx.query(
      'SELECT coalesce(sum(face_value_fen - withdrawn_fen), 0) AS total FROM voucher WHERE programme_id = $1 AND organisation_id = $2',
      [programmeId, organisationId],
    );
    const amounts = {
      ceilingFen: fen(ceiling),
      issuedFen: fen(issued?.total ?? 0),
      askedFen: fen(amountFen),
    };
    if (sumFen([amounts.issuedFen, amounts.askedFen]) > amounts.ceilingFen)
      throw new VoucherCeilingExceeded(amounts);
  }
}

async function findIssuingFacts(
  tx: EntityManager,
  programmeId: string,
  organisationId: string,
): Promise<IssuingFacts | undefined> {
  const rows: IssuingFacts[] = await tx.query(
    `SELECT voucher_ceiling_fen(rules, organisation.legal_form) AS ceiling_fen, rules.ceiling_basis, programme.valid_to,
            rules.eligible_forms, organisation.legal_form,
            programme.valid_to < (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS over
       FROM voucher_programme programme JOIN voucher_rules_at(programme.id, app_now()) rules ON true
       LEFT JOIN organisation ON organisation.id = $2 WHERE programme.id = $1`,
    [programmeId, organisationId],
  );
  return rows[0];
}

async function getVoucher(tx: EntityManager, id: string): Promise<VoucherResponse> {
  const [row]: VoucherRow[] = await tx.query(`${VOUCHERS_SQL} WHERE voucher.id = $1`, [id]);
  if (!row) throw new VoucherNotFound();
  return toVoucherResponse(row);
}
