import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import type { Language } from '@app/common';
import { inTransaction } from '@app/database';
import { type SheetDownload, type SheetValue, writeSheet } from '@app/files';
import type { Actor } from '@app/identity';
import { InstrumentsService } from '../instruments.service';
import type { ExportInstrumentsQuery } from './instrument-export.dto';
import { sheetHeader, sheetRow } from './instrument-sheet';

const PAGE = 200;

/** The list of instruments as a file, with everything the reader may see in it. */
@Injectable()
export class InstrumentExportService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly audit: AuditService,
  ) {}

  /** Notes who took the list away, and streams it page by page. @throws FieldsRefused for a distance without a place */
  async write(
    actor: Actor,
    { format = 'xlsx', ...filter }: ExportInstrumentsQuery,
    language: Language,
  ): Promise<SheetDownload> {
    // Asked for before the answer begins, so that what is wrong with the filter is a refusal and no broken file.
    const first = await this.instruments.list(actor, { ...filter, limit: PAGE });
    await inTransaction(this.db, (tx) =>
      this.audit.record(tx, {
        ...{ actor, action: 'instrument.export', detail: { format, filters: Object.keys(filter) } },
        ...{ objectType: 'organisation', objectId: actor.organisationId },
      }),
    );
    const rows = this.rows(actor, filter, first, language);
    return writeSheet(format, { header: sheetHeader(language), rows });
  }

  private async *rows(
    actor: Actor,
    filter: Omit<ExportInstrumentsQuery, 'format'>,
    first: Awaited<ReturnType<InstrumentsService['list']>>,
    language: Language,
  ): AsyncGenerator<SheetValue[]> {
    for (let page = first; ;) {
      for (const instrument of page.items) yield sheetRow(instrument, language);
      if (page.next === undefined) return;
      page = await this.instruments.list(actor, { ...filter, limit: PAGE, cursor: page.next });
    }
  }
}
