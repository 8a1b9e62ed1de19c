import { AuditService } from '@app/audit';
import { fen, type FieldError, FieldsRefused, isoInZone, instantOf, newId } from '@app/common';
import { type IdempotentCall, inCommand, onConstraint } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, type Page, page, type PageQuery } from '@app/http';
import type { Actor, LegalForm } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Ledger } from './ledger';
import { DocumentNumberUsed, ratioNotPositive, VoucherProgrammeNotFound } from './voucher.errors';
import type {
  AppropriateBudget,
  AppropriationResponse,
  CreateVoucherProgramme,
  VoucherProgrammeResponse,
} from './voucher-programme.dto';
import type { PaymentMode, VoucherPurpose } from './voucher.rules';

/** Programmes and the money put into them. */
@Injectable()
export class VoucherProgrammesService {
  constructor(
    private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly audit: AuditService,
  ) {}

  /** Makes a programme of the acting organisation with its empty accounts. @throws FieldsRefused (422) */
  create(
    input: CreateVoucherProgramme,
    actor: Actor,
    call?: IdempotentCall,
  ): Promise<VoucherProgrammeResponse> {
    const problems = problemsOf(input);
    if (problems.length > 0) throw new FieldsRefused(problems);
    return inCommand(this.db, call, async (tx) => {
      const programmeId = newId();
      await tx.query(
        `INSERT INTO voucher_programme (id, name_zh, year, issuer_organisation_id, ratio, ceiling_fen, valid_from, valid_to,
           payment_mode, purposes, eligible_forms, source, outside_jiaxing_only)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          programmeId,
          input.nameZh,
          input.year,
          actor.organisationId,
          input.ratio,
          input.ceilingFen,
          input.validFrom,
          input.validTo,
          input.paymentMode,
          input.purposes,
          input.eligibleForms,
          input.source,
          input.outsideJiaxingOnly ?? true,
        ],
      );
      for (const kind of ['authority', 'budget_available', 'paid', 'lapsed'] as const) {
        await this.ledger.openAccount(tx, { kind, programmeId });
      }
      await this.audit.record(tx, {
        actor,
        action: 'voucher-programme.create',
        objectType: 'voucher_programme',
        objectId: programmeId,
        detail: { ...input },
      });
      return getProgramme(tx, programmeId);
    });
  }

  /**
   * Books the money of one budget document.
   *
   * @throws DocumentNumberUsed when the programme has it already (409)
   */
  appropriate(
    programmeId: string,
    input: AppropriateBudget,
    actor: Actor,
    call?: IdempotentCall,
  ): Promise<AppropriationResponse> {
    return inCommand(this.db, call, async (tx) => {
      await getProgramme(tx, programmeId);
      const id = newId();
      const createdAt = await recordAppropriation(tx, {
        id,
        programmeId,
        madeBy: actor.userId,
        ...input,
      });
      const amountFen = fen(input.amountFen);
      await this.ledger.post(tx, {
        id,
        kind: 'appropriate',
        programmeId,
        debitAccountId: (await this.ledger.getAccount(tx, { kind: 'authority', programmeId })).id,
        creditAccountId: (
          await this.ledger.getAccount(tx, { kind: 'budget_available', programmeId })
        ).id,
        amountFen,
        externalReference: input.documentNumber,
        actorId: actor.userId,
      });
      await this.audit.record(tx, {
        actor,
        action: 'voucher-programme.appropriate',
        objectType: 'voucher_programme',
        objectId: programmeId,
        detail: { ...input },
      });
      return { id, programmeId, amountFen, documentNumber: input.documentNumber, createdAt };
    });
  }

  get(id: string): Promise<VoucherProgrammeResponse> {
    return getProgramme(this.db.manager, id);
  }

  /** All programmes, the newest first. */
  async list({ limit = DEFAULT_PAGE, cursor }: PageQuery): Promise<Page<VoucherProgrammeResponse>> {
    const rows: ProgrammeRow[] = await this.db.query(
      `${PROGRAMMES_SQL} WHERE $1::uuid IS NULL OR programme.id < $1 ORDER BY programme.id DESC LIMIT $2`,
      [decodeCursor(cursor, 1)?.[0] ?? null, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toProgrammeResponse);
  }
}

interface ProgrammeRow {
  id: string;
  name_zh: string;
  year: number;
  issuer_organisation_id: string;
  rules_version: number;
  ratio: string;
  ceiling_fen: string | null;
  valid_from: string;
  valid_to: string;
  payment_mode: PaymentMode;
  purposes: VoucherPurpose[];
  eligible_forms: LegalForm[];
  source: string;
  outside_jiaxing_only: boolean;
  appropriated_fen: string;
  available_fen: string;
  paid_fen: string;
}

const PROGRAMMES_SQL = `
  SELECT programme.id, programme.name_zh, programme.year, programme.issuer_organisation_id, programme.valid_from,
         programme.valid_to, programme.payment_mode, rules.version AS rules_version, rules.ratio, rules.ceiling_fen,
         rules.purposes, rules.eligible_forms, rules.source, rules.outside_jiaxing_only, - authority.balance_fen AS appropriated_fen, budget.balance_fen AS available_fen, paid.balance_fen AS paid_fen
    FROM voucher_programme programme
    JOIN voucher_rules_at(programme.id, app_now()) rules ON true
    JOIN ledger_account authority ON authority.programme_id = programme.id AND authority.kind = 'authority'
    JOIN ledger_account budget ON budget.programme_id = programme.id AND budget.kind = 'budget_available'
    JOIN ledger_account paid ON paid.programme_id = programme.id AND paid.kind = 'paid'`;

async function getProgramme(tx: EntityManager, id: string): Promise<VoucherProgrammeResponse> {
  const [row]: ProgrammeRow[] = await tx.query(`${PROGRAMMES_SQL} WHERE programme.id = $1`, [id]);
  if (!row) throw new VoucherProgrammeNotFound();
  return toProgrammeResponse(row);
}

const toProgrammeResponse = (row: ProgrammeRow): VoucherProgrammeResponse => ({
  id: row.id,
  nameZh: row.name_zh,
  year: row.year,
  issuerOrganisationId: row.issuer_organisation_id,
  ratio: Number(row.ratio),
  rulesVersion: row.rules_version,
  ceilingFen: row.ceiling_fen === null ? null : fen(row.ceiling_fen),
  validFrom: row.valid_from,
  validTo: row.valid_to,
  paymentMode: row.payment_mode,
  purposes: row.purposes,
  eligibleForms: row.eligible_forms,
  source: row.source,
  outsideJiaxingOnly: row.outside_jiaxing_only,
  appropriatedFen: fen(row.appropriated_fen),
  budgetAvailableFen: fen(row.available_fen),
  paidFen: fen(row.paid_fen),
});

async function recordAppropriation(
  tx: EntityManager,
  given: {
    id: string;
    programmeId: string;
    documentNumber: string;
    amountFen: number;
    madeBy: string;
  },
): Promise<string> {
  try {
    const [row]: { created_at: Date }[] = await tx.query(
      `INSERT INTO appropriation (id, programme_id, document_number, amount_fen, made_by)
       VALUES ($1, $2, $3, $4, $5) RETURNING created_at`,
      [given.id, given.programmeId, given.documentNumber, given.amountFen, given.madeBy],
    );
    return isoInZone(instantOf(row?.created_at ?? ''));
  } catch (error) {
    return onConstraint(error, {
      appropriation_document_used_twice: () => new DocumentNumberUsed(given.documentNumber),
    });
  }
}

function problemsOf({ ratio, validFrom, validTo }: CreateVoucherProgramme): FieldError[] {
  const problems: FieldError[] = [];
  if (ratio <= 0) problems.push(ratioNotPositive);
  if (validTo < validFrom) {
    problems.push({
      pointer: '/validTo',
      code: 'ends-before-start',
      message: {
        zh: `有效期止 ${validTo} 早于起 ${validFrom}`,
        en: `validTo ${validTo} is before validFrom ${validFrom}`,
      },
    });
  }
  return problems;
}
