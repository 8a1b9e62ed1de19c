import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, decodeCursor, DEFAULT_PAGE, type Page, page } from '@app/http';
import type { Actor } from '@app/identity';
import type {
  CloseMonth,
  IncomeShareResponse,
  IncomeStatementResponse,
  LabIncomeResponse,
  MonthQuery,
  ShareListQuery,
} from './income-share.dto';
import { IncomeMonthClosed, monthNotOver } from './income-share.errors';
import {
  findClosedLines,
  findMonthState,
  findOpenLines,
  type IncomeLine,
  insertLines,
  type MonthState,
} from './income-share.queries';
import { addShares, firstOf, isSomething, monthAfter, sumOfShares } from './income-share.rules';
import { lockIncome } from './income-lock';

/** What came in for a holder month by month, and how it is shared with its laboratories (机组分成). */
@Injectable()
export class IncomeShares {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** A month by laboratory, as it was closed or as it stands. */
  async statement(actor: Actor, { month }: MonthQuery): Promise<IncomeStatementResponse> {
    const first = firstOf(month);
    const { lines, state } = await linesOf(this.db.manager, actor, first);
    const { receivedFen, labFen, holderFen } = sumOfShares(lines);
    return {
      month: first,
      closedAt: state.closedAt && isoInZone(instantOf(state.closedAt)),
      labs: byLab(lines),
      total: { receivedFen, labFen, holderFen },
    };
  }

  /** What a month has of each order, by the orders' ids. */
  async list(
    actor: Actor,
    { month, labId, limit = DEFAULT_PAGE, cursor }: ShareListQuery,
  ): Promise<Page<IncomeShareResponse>> {
    const after = String(decodeCursor(cursor, 1)?.[0] ?? '');
    const { lines } = await linesOf(this.db.manager, actor, firstOf(month), labId);
    const rest = lines.filter(({ orderId }) => orderId > after).slice(0, limit + 1);
    return page(
      rest,
      limit,
      ({ orderId }) => [orderId],
      (line) => line,
    );
  }

  /**
   * Closes a month and every open one before it: what they have stays, and what changes from now on falls into the next.
   *
   * @throws IncomeMonthClosed (409), FieldsRefused while the month is not over (422)
   */
  close(
    actor: Actor,
    { month }: CloseMonth,
    { call }: CommandCall,
  ): Promise<IncomeStatementResponse> {
    const last = firstOf(month);
    return inCommand(this.db, call, async (tx) => {
      const { organisationId: holderId } = actor;
      await lockIncome(tx, holderId);
      const { isOver, firstOpen } = await findMonthState(tx, holderId, last);
      if (!isOver) throw monthNotOver(last);
      if (firstOpen !== null && firstOpen > last) throw new IncomeMonthClosed(last);
      for (let open = firstOpen ?? last; open <= last; open = monthAfter(open))
        await this.closeOne(tx, actor, open);
      const lines = await findClosedLines(tx, { holderId, month: last });
      const { closedAt } = await findMonthState(tx, holderId, last);
      return {
        month: last,
        closedAt: closedAt && isoInZone(instantOf(closedAt)),
        labs: byLab(lines),
        total: sumOfShares(lines),
      };
    });
  }

  private async closeOne(tx: EntityManager, actor: Actor, month: string): Promise<void> {
    const { organisationId: holderId } = actor;
    const lines = await findOpenLines(tx, { holderId, month, isFirstOpen: true });
    await tx.query(
      'INSERT INTO income_month (holder_organisation_id, month, closed_by) VALUES ($1, $2, $3)',
      [holderId, month, actor.userId],
    );
    await insertLines(tx, holderId, month, lines.filter(isSomething));
    await this.audit.record(tx, {
      ...{ actor, action: 'income-share.close', objectType: 'organisation', objectId: holderId },
      detail: { month, ...sumOfShares(lines) },
    });
  }
}

/** What a month has of each order of which it has something. */
async function linesOf(
  tx: EntityManager,
  { organisationId: holderId }: Actor,
  month: string,
  labId?: string,
): Promise<{ lines: IncomeLine[]; state: MonthState }> {
  const state = await findMonthState(tx, holderId, month);
  if (state.closedAt || state.firstOpen === null)
    return { lines: await findClosedLines(tx, { holderId, month, labId }), state };
  const isFirstOpen = month === state.firstOpen;
  const lines =
    month < state.firstOpen ? [] : await findOpenLines(tx, { holderId, month, isFirstOpen, labId });
  return { lines: lines.filter(isSomething), state };
}

/** The lines of each laboratory together, by its name; those of none come last. */
function byLab(lines: readonly IncomeLine[]): LabIncomeResponse[] {
  const labs = new Map<string | null, LabIncomeResponse>();
  for (const { labId, labNameZh, receivedFen, labFen, holderFen } of lines) {
    const share = { receivedFen, labFen, holderFen };
    const before = labs.get(labId);
    labs.set(labId, {
      ...{ labId, labNameZh, orderCount: (before?.orderCount ?? 0) + 1 },
      ...(before ? addShares(before, share) : share),
    });
  }
  const nameOf = ({ labNameZh }: LabIncomeResponse): string => labNameZh ?? '\uFFFF';
  return [...labs.values()].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
