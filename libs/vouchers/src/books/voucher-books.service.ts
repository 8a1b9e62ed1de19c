import { AuditService } from '@app/audit';
import { addFen, FieldsRefused, type Language, sumFen, subtractFen, ZERO_FEN } from '@app/common';
import { inTransaction } from '@app/database';
import { type SheetDownload, type SheetFormat, writeSheet } from '@app/files';
import type { Actor } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LedgerBalances } from '../ledger-balances.service';
import { VoucherProgrammeNotFound } from '../voucher.errors';
import { forecastOf } from './burn-down.rules';
import type {
  BurnDownResponse,
  StatementMovementResponse,
  VoucherStatementQuery,
  VoucherStatementResponse,
} from './voucher-books.dto';
import {
  findDays,
  findLines,
  findOpening,
  findRegions,
  findYearToDate,
  type StatementLine,
  type StatementOf,
} from './voucher-books.queries';
import { burnDownSheet, statementSheet } from './voucher-sheet';

/** Who takes a sheet away, as what file and in which language. */
export interface SheetCall {
  actor: Actor;
  format: SheetFormat;
  language: Language;
}

/** Reads the ledger as books: where a programme's money is, and what an organisation had, got and spent. */
@Injectable()
export class VoucherBooks {
  constructor(
    private readonly db: DataSource,
    private readonly balances: LedgerBalances,
    private readonly audit: AuditService,
  ) {}

  /**
   * Where the money of a programme is now, by region, and where spending leads.
   *
   * @throws VoucherProgrammeNotFound
   */
  async burnDown(programmeId: string): Promise<BurnDownResponse> {
    const days = await findDays(this.db.manager, programmeId);
    if (!days) throw new VoucherProgrammeNotFound();
    const held = await this.balances.ofProgramme(programmeId, null);
    const planFen = subtractFen(ZERO_FEN, held.authority);
    const [payableFen, inReviewFen] = [held.claim_payable, held.claim_in_review];
    const [instructedFen, paidFen] = [held.treasury_clearing, held.paid];
    const capturedFen = sumFen([payableFen, inReviewFen, instructedFen, paidFen]);
    return {
      programmeNameZh: days.nameZh,
      ...{ planFen, unissuedFen: held.budget_available, freeFen: held.voucher_available },
      ...{ heldFen: held.voucher_held, payableFen, inReviewFen, instructedFen, paidFen },
      ...{ lapsedFen: held.lapsed, clawbackFen: held.clawback_due, capturedFen },
      forecast: forecastOf({ ...days, planFen, usedFen: capturedFen }),
      regions: await findRegions(this.db.manager, programmeId),
    };
  }

  /**
   * What an organisation had when the days began, what moved in them, and what it had at their end.
   *
   * @throws FieldsRefused for days that end before they begin (422)
   */
  async statement(
    organisationId: string,
    query: VoucherStatementQuery,
  ): Promise<VoucherStatementResponse> {
    return (await this.read(organisationId, query)).statement;
  }

  /** The burn-down as a sheet; who took it away is noted. @throws VoucherProgrammeNotFound */
  async writeBurnDown(programmeId: string, call: SheetCall): Promise<SheetDownload> {
    const content = burnDownSheet(await this.burnDown(programmeId), call.language);
    await this.note(call, 'voucher_programme', programmeId, {});
    return writeSheet(call.format, content);
  }

  /** Every movement of a statement as a sheet; who took it away is noted. @throws FieldsRefused (422) */
  async writeStatement(
    organisationId: string,
    query: VoucherStatementQuery,
    call: SheetCall,
  ): Promise<SheetDownload & { from: string; to: string }> {
    const { statement, lines } = await this.read(organisationId, query);
    const { side, from, to } = statement;
    let balanceFen = statement.openingFen;
    const running = lines.map((line) => {
      balanceFen = addFen(balanceFen, line.amountFen);
      return { ...line, balanceFen };
    });
    await this.note(call, 'organisation', organisationId, { side, from, to });
    const sheet = writeSheet(call.format, statementSheet(statement, running, call.language));
    return { ...sheet, from, to };
  }

  private async read(
    organisationId: string,
    { side = 'voucher', ...days }: VoucherStatementQuery,
  ): Promise<{ statement: VoucherStatementResponse; lines: StatementLine[] }> {
    const year = await findYearToDate(this.db.manager);
    const of = { organisationId, side, from: days.from ?? year.from, to: days.to ?? year.to };
    requireForwards(of);
    const openingFen = await findOpening(this.db.manager, of);
    const lines = await findLines(this.db.manager, of);
    const closingFen = sumFen([openingFen, ...lines.map(({ amountFen }) => amountFen)]);
    const { from, to } = of;
    return {
      statement: { side, from, to, openingFen, movements: movementsOf(lines), closingFen },
      lines,
    };
  }

  private note(
    { actor, format }: SheetCall,
    objectType: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return inTransaction(this.db, (tx) =>
      this.audit.record(tx, {
        ...{ actor, action: 'voucher-books.export', objectType, objectId },
        detail: { ...detail, format },
      }),
    );
  }
}

function requireForwards({ from, to }: StatementOf): void {
  if (from <= to) return;
  const message = {
    zh: `截止日期 ${to} 早于起始日期 ${from}，请调整`,
    en: `${to} lies before ${from}; choose a later day`,
  };
  throw new FieldsRefused([{ pointer: '/to', code: 'period-reversed', message }]);
}

/** The lines summed by kind, in the order in which the kinds first appear. */
function movementsOf(lines: readonly StatementLine[]): StatementMovementResponse[] {
  const movements = new Map<string, StatementMovementResponse>();
  for (const { kind, amountFen } of lines) {
    const { count, amountFen: sum } = movements.get(kind) ?? { count: 0, amountFen: ZERO_FEN };
    movements.set(kind, { kind, count: count + 1, amountFen: addFen(sum, amountFen) });
  }
  return [...movements.values()];
}
