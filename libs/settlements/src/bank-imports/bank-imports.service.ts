import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import {
  civilDateOf,
  type FieldError,
  FieldsRefused,
  formatYuan,
  instantOf,
  isoInZone,
  newId,
} from '@app/common';
import { inTransaction } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, type Page, page, type PageQuery } from '@app/http';
import type { Actor } from '@app/identity';
import { LedgerReader, ledgerTypeOf, type LedgerUpload } from '@app/instruments';
import { ReceiptsService, type RecordedReference } from '../receipts/receipts.service';
import { todayOf } from '../settlement-dates';
import { type BankColumns, findBankColumns, missingColumns } from './bank-columns';
import type {
  BankColumnResponse,
  BankImportResponse,
  BankPreviewResponse,
  BankRowResponse,
  PastBankImportResponse,
} from './bank-import.dto';
import {
  BankFileImportedTwice,
  columnsMissing,
  headerMissing,
  referenceOfAnother,
  tooManyRows,
} from './bank-import.errors';
import { type BankCredit, type BankStatement, readStatement } from './bank-statement.rules';

/** Rows of one upload: what a browser waits for. A longer period is exported in parts. */
const MAX_ROWS = 5_000;
/** More cells than this are one mistake made often, which the first ones tell. */
const MAX_ERRORS = 100;

/** A statement that was read, and the columns it was read by. */
interface ReadFile extends BankStatement {
  columns: BankColumns;
}

/** An import as it is read back. */
type PastImport = Omit<PastBankImportResponse, 'createdAt'> & { createdAt: Date };

/** Files of a holder's bank: every row of money that came in becomes a receipt, all of them or none. */
@Injectable()
export class BankImports {
  constructor(
    private readonly db: DataSource,
    private readonly reader: LedgerReader,
    private readonly receipts: ReceiptsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * What an import of the file would do; writes nothing.
   *
   * @throws LedgerFileRefused, FileRefused for what is no sheet, FieldsRefused for one without the columns (422)
   */
  async preview(
    { organisationId }: Actor,
    { fileName, content }: LedgerUpload,
  ): Promise<BankPreviewResponse> {
    const { columns, credits, debits, faults } = await this.read(fileName, content);
    const recorded = await this.receipts.findRecorded(
      this.db.manager,
      organisationId,
      credits.map(({ reference }) => reference),
    );
    const problems = conflicts(credits, recorded);
    return {
      ...{ debits, columns: columnsOf(columns) },
      rows: credits.map((credit) => toRow(credit, recorded.get(credit.reference))),
      errors: [...faults, ...problems].slice(0, MAX_ERRORS),
    };
  }

  /**
   * Makes receipts of the rows of money that came in; those that are receipts already are counted as known.
   *
   * @throws BankFileImportedTwice for the same content (409)
   * @throws LedgerFileRefused, FileRefused, FieldsRefused naming each row, column and value that cannot be taken (422)
   */
  async take(actor: Actor, { fileName, content }: LedgerUpload): Promise<BankImportResponse> {
    const { columns, credits, debits, faults } = await this.read(fileName, content);
    requireNone(faults);
    return inTransaction(this.db, async (tx) => {
      const id = await begin(tx, actor, fileName, content);
      const added = await this.receipts.enterAll(tx, actor, id, credits);
      const others = credits.filter(({ reference }) => !added.has(reference));
      const recorded = await this.receipts.findRecorded(
        tx,
        actor.organisationId,
        others.map(({ reference }) => reference),
      );
      requireNone(conflicts(others, recorded));
      const counts = { recorded: added.size, known: others.length, debits };
      const createdAt = await finish(tx, id, counts);
      await this.audit.record(tx, {
        ...{ actor, action: 'bank-import.take', objectType: 'bank_import', objectId: id },
        detail: counts,
      });
      return { id, fileName, ...counts, columns: columnsOf(columns), createdAt };
    });
  }

  /** What the actor's organisation imported, the newest first. */
  async list(
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
    { organisationId }: Actor,
  ): Promise<Page<PastBankImportResponse>> {
    const before = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows: PastImport[] = await this.db.query(
      `SELECT b.id, b.file_name AS "fileName", b.recorded, b.known, b.debits, b.created_at AS "createdAt",
              b.imported_by AS "importedBy", u.display_name AS "importedByName"
         FROM bank_import b JOIN app_user u ON u.id = b.imported_by
        WHERE b.holder_organisation_id = $1 AND ($2::uuid IS NULL OR b.id < $2) ORDER BY b.id DESC LIMIT $3`,
      [organisationId, before, limit + 1],
    );
    return page(
      rows,
      limit,
      ({ id }) => [id],
      (row) => ({ ...row, createdAt: isoInZone(instantOf(row.createdAt)) }),
    );
  }

  private async read(fileName: string, content: Buffer): Promise<ReadFile> {
    await ledgerTypeOf(content);
    const { rows } = await this.reader.read(content, { settled: [] });
    const columns = findBankColumns(rows);
    if (!columns) throw headerMissing(fileName);
    const missing = missingColumns(columns);
    if (missing.length > 0) throw columnsMissing(fileName, columns, missing);
    const count = rows.length - columns.headerRow;
    if (count > MAX_ROWS) throw tooManyRows(count, MAX_ROWS);
    return { columns, ...readStatement(rows, columns, await todayOf(this.db.manager)) };
  }
}

function requireNone(faults: readonly FieldError[]): void {
  if (faults.length > 0) throw new FieldsRefused(faults.slice(0, MAX_ERRORS));
}

/** A serial number that stands for the same money is known; for other money it is a mistake somewhere. */
const isSame = (credit: BankCredit, recorded: RecordedReference): boolean =>
  recorded.receivedOn === credit.receivedOn && recorded.amountFen === credit.amountFen;

const conflicts = (
  credits: readonly BankCredit[],
  recorded: ReadonlyMap<string, RecordedReference>,
): FieldError[] =>
  credits.flatMap((credit) => {
    const one = recorded.get(credit.reference);
    if (!one || isSame(credit, one)) return [];
    const { receivedOn, amountFen } = one;
    return [referenceOfAnother(credit, { receivedOn, amount: formatYuan(amountFen) })];
  });

function toRow(credit: BankCredit, recorded: RecordedReference | undefined): BankRowResponse {
  const { rowNumber, receivedOn, amountFen, payerName, remark, reference } = credit;
  const verdict = !recorded ? 'new' : isSame(credit, recorded) ? 'known' : 'refused';
  return { rowNumber, verdict, receivedOn, amountFen, payerName, remark, reference };
}

const columnsOf = ({ of, remarks, headers }: BankColumns): BankColumnResponse[] => [
  ...[...of].map(([field, at]) => ({ field, header: headers[at] ?? '' })),
  ...remarks.map((at) => ({ field: 'remark', header: headers[at] ?? '' })),
];

/** Claims the content for this import; a rival with the same file waits here. @returns the id of the import */
async function begin(
  tx: EntityManager,
  { organisationId, userId }: Actor,
  fileName: string,
  content: Buffer,
): Promise<string> {
  const id = newId();
  const sha256 = createHash('sha256').update(content).digest('hex');
  const claimed: unknown[] = await tx.query(
    `INSERT INTO bank_import (id, holder_organisation_id, file_name, sha256, imported_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT ON CONSTRAINT bank_import_file_twice DO NOTHING RETURNING id`,
    [id, organisationId, fileName.slice(0, 200), sha256, userId],
  );
  if (claimed.length > 0) return id;
  const [earlier]: { created_at: Date; recorded: number }[] = await tx.query(
    'SELECT created_at, recorded FROM bank_import WHERE holder_organisation_id = $1 AND sha256 = $2',
    [organisationId, sha256],
  );
  const day = earlier ? civilDateOf(instantOf(earlier.created_at)) : '';
  throw new BankFileImportedTwice({ day, recorded: earlier?.recorded ?? 0 });
}

/** @returns when it was imported */
async function finish(
  tx: EntityManager,
  id: string,
  { recorded, known, debits }: Pick<BankImportResponse, 'recorded' | 'known' | 'debits'>,
): Promise<string> {
  const [rows]: [{ created_at: Date }[], number] = await tx.query(
    'UPDATE bank_import SET recorded = $2, known = $3, debits = $4 WHERE id = $1 RETURNING created_at',
    [id, recorded, known, debits],
  );
  return isoInZone(instantOf(rows[0]?.created_at ?? new Date(0)));
}
