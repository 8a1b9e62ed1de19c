import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { type Language, ZERO_FEN } from '@app/common';
import { inTransaction } from '@app/database';
import { type SheetDownload, writeSheet } from '@app/files';
import type { Actor } from '@app/identity';
import { findLabParts } from '../income-shares/income-share.queries';
import { fieldRefused } from '../settlement.errors';
import { INCOME_COLUMNS, type SheetRow, SPENDING_COLUMNS } from './settlement-sheet';
import { headerOf, rowsOf } from './sheet-columns';
import type { SettlementSheetQuery } from './sheet.dto';
import { findSheetOrders, type SheetPage } from './sheet.queries';

const PAGE = 500;
const COLUMNS = { holder: INCOME_COLUMNS, user: SPENDING_COLUMNS } as const;

/** What a holder earned and what a user organisation spent, as sheets that are written while they are read. */
@Injectable()
export class SettlementSheets {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Notes who took the sheet away, and streams it page by page.
   *
   * @throws FieldsRefused for a period that ends before it begins (422)
   */
  async write(
    actor: Actor,
    side: SheetPage['side'],
    { from, to, format = 'xlsx' }: SettlementSheetQuery,
    language: Language,
  ): Promise<SheetDownload> {
    if (to < from) {
      throw fieldRefused('/to', 'period-reversed', {
        zh: `截止日期 ${to} 早于起始日期 ${from}，请调整`,
        en: `${to} lies before ${from}; choose a later day`,
      });
    }
    await inTransaction(this.db, (tx) =>
      this.audit.record(tx, {
        ...{ actor, objectType: 'organisation', objectId: actor.organisationId },
        action: side === 'holder' ? 'settlement.export-income' : 'settlement.export-spending',
        detail: { from, to, format },
      }),
    );
    const { organisationId } = actor;
    // Rows are read when the socket drains, which happens in nobody's name: the database is asked in the caller's.
    const load = AsyncLocalStorage.bind((page: SheetPage) => this.load(page));
    const orders = pages({ side, organisationId, from, to, after: null, limit: PAGE }, load);
    const columns = COLUMNS[side];
    return writeSheet(format, {
      header: headerOf(columns, language),
      rows: rowsOf(columns, orders, language),
    });
  }

  /** A page of orders; in the holder's sheet with what their laboratories have of them. */
  private async load(page: SheetPage): Promise<SheetRow[]> {
    const orders = await findSheetOrders(this.db.manager, page);
    if (page.side === 'user') return orders;
    const ids = orders.map(({ id }) => id);
    const parts = await findLabParts(this.db.manager, page.organisationId, ids);
    return orders.map((order) => ({ ...order, labPartFen: parts.get(order.id) ?? ZERO_FEN }));
  }
}

async function* pages(
  first: SheetPage,
  load: (page: SheetPage) => Promise<SheetRow[]>,
): AsyncGenerator<SheetRow> {
  for (let page: SheetPage | undefined = first; page;) {
    const rows: SheetRow[] = await load(page);
    yield* rows;
    const last: SheetRow | undefined = rows.length < page.limit ? undefined : rows.at(-1);
    page = last && { ...page, after: last.id };
  }
}
