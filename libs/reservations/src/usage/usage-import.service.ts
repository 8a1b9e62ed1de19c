import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused, type Language, type Text } from '@app/common';
import { inTransaction } from '@app/database';
import { FileStore, type SheetDownload, writeSheet } from '@app/files';
import { fieldError } from '@app/http';
import type { Actor } from '@app/identity';
import { LedgerReader, ledgerTypeOf, type LedgerUpload } from '@app/instruments';
import { checkUse, type EnteringDesk, openDesk, writeUse } from './enter-use';
import type { OnRefused, UsageImportResponse, UsageRowVerdict } from './usage-import.dto';
import { UsageOverlaps } from './usage.errors';
import { findOverlapped } from './usage.queries';
import { findColumns, readUse, templateHeader } from './usage-sheet';

/** Rows of one upload: what a browser waits for. A longer log book is uploaded in parts. */
const MAX_ROWS = 2_000;

/** The template's header is the first row of the first sheet. */
const WISHES = { settled: [], place: { sheetIndex: 0, headerRow: 1 } };

/** Log books and sensor lists as spreadsheets: a template, and a verdict on every row. */
@Injectable()
export class UsageImport {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly reader: LedgerReader,
    private readonly audit: AuditService,
  ) {}

  /** The sheet to fill in. */
  template(language: Language): SheetDownload {
    return writeSheet('xlsx', { header: templateHeader(language), rows: [] });
  }

  /**
   * Writes the rows of a filled template as drafts: all, or with `skip` those that are not refused.
   *
   * @throws LedgerFileRefused, FileRefused for what is no sheet, FieldsRefused for another one (422)
   */
  async take(
    actor: Actor,
    instrumentId: string,
    { fileName, content }: LedgerUpload,
    onRefused: OnRefused = 'nothing',
  ): Promise<UsageImportResponse> {
    await ledgerTypeOf(content);
    const { rows } = await this.reader.read(content, WISHES);
    const filled = rows
      .map((cells, index) => ({ cells, rowNumber: index + 1 }))
      .slice(1)
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
    const found = findColumns((rows[0] ?? []).map((cell) => cell.trim()));
    if ('missing' in found) throw new FieldsRefused([otherSheet(fileName, found.missing)]);
    if (filled.length > MAX_ROWS) throw new FieldsRefused([tooManyRows(filled.length)]);
    return inTransaction(this.db, async (tx) => {
      const desk = await openDesk(tx, instrumentId);
      await tx.query('SAVEPOINT usage_import');
      const verdicts: UsageRowVerdict[] = [];
      for (const { cells, rowNumber } of filled) {
        const errors = await this.enter(tx, desk, actor, readUse(found.columns, cells));
        verdicts.push({ rowNumber, verdict: errors.length > 0 ? 'refused' : 'accepted', errors });
      }
      const refused = verdicts.filter(({ verdict }) => verdict === 'refused').length;
      const isKept = refused === 0 || onRefused === 'skip';
      if (!isKept) await tx.query('ROLLBACK TO SAVEPOINT usage_import');
      const written = isKept ? verdicts.length - refused : 0;
      await this.audit.record(tx, {
        ...{ actor, action: 'usage-record.import', detail: { written, refused } },
        ...{ objectType: 'instrument', objectId: instrumentId },
      });
      return { written, refused, rows: verdicts };
    });
  }

  /** @returns what is wrong with a row; nothing when it was written */
  private async enter(
    tx: EntityManager,
    desk: EnteringDesk,
    { userId }: Actor,
    input: ReturnType<typeof readUse>,
  ): Promise<FieldError[]> {
    if (Array.isArray(input)) return input;
    const use = await checkUse(tx, this.files, desk, input);
    if (Array.isArray(use)) return use;
    if ((await writeUse(tx, desk, userId, use)) !== null) return [];
    const other = await findOverlapped(tx, use.unitId, use.period);
    const { code, detail } = new UsageOverlaps(use.period, other);
    return [{ pointer: '/startsAt', code, message: detail }];
  }
}

const otherSheet = (fileName: string, missing: readonly Text[]): FieldError =>
  fieldError('/file', 'columns-missing', fileName.slice(0, 100), {
    zh: `缺少列：${missing.map(({ zh }) => zh).join('、')}；请下载模板填写后上传`,
    en: `lacks the columns ${missing.map(({ en }) => en).join(', ')}; fill in the template and upload it`,
  });

const tooManyRows = (count: number): FieldError =>
  fieldError('/file', 'too-many-rows', count, {
    zh: `行，超过每次 ${MAX_ROWS} 行的上限，请分次上传`,
    en: `rows are more than the ${MAX_ROWS} of one upload; split the file`,
  });
