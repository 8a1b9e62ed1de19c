import type { Actor } from '@app/identity';
import type { TestRegister } from './register';
import type { LedgerField } from '../import/columns';
import type { RunRowResponse } from '../import/import.dto';

const HEADER_FIELDS = ['资产编号', '出厂编号', '仪器名称', '型号', '生产厂家', '原值', '验收日期'];

/** The header of the ledgers that {@link csv} writes. */
export const HEADER = [...HEADER_FIELDS, '分类号', '经费来源', '存放地点'].join(',');

/** A row of {@link HEADER} with nothing wrong about it. */
export const line = (
  cells: Partial<Record<'asset' | 'serial' | 'model' | 'value' | 'date', string>>,
): string =>
  [
    ...[cells.asset ?? 'A-1', cells.serial ?? '', '扫描电镜', cells.model ?? 'Sigma 300', 'ZEISS'],
    ...[cells.value ?? '300000', cells.date ?? '2024-01-05', '010102', '地方财政', '理化楼 101'],
  ].join(',');

/** A ledger of these rows. */
export const csv = (...lines: string[]): Buffer => Buffer.from([HEADER, ...lines].join('\n'));

/** What a person may change about a row. */
export interface RowChange {
  cells?: Partial<Record<LedgerField, string>>;
  skip?: boolean;
  acceptWarnings?: boolean;
}

/** Imports as one holder's lab manager sees them, with the worker's part done whenever it is asked for. */
export class ImportDesk {
  constructor(
    readonly register: TestRegister,
    readonly lab: Actor,
  ) {}

  step = (runId: string) => ({ actor: this.lab, runId });

  work = (runId: string): Promise<void> =>
    this.register.imports.run(runId, { done: () => Promise.resolve() });

  async preview(content: Buffer, fileName = 'ledger.csv'): Promise<string> {
    const upload = { fileName, mediaType: 'application/octet-stream', content };
    const { runId } = await this.register.runs.start(this.lab, upload, { preview: true });
    await this.work(runId);
    return runId;
  }

  async commit(runId: string, acceptWarnings?: boolean): Promise<void> {
    await this.register.runs.commit(this.step(runId), { acceptWarnings });
    await this.work(runId);
  }

  async rows(runId: string): Promise<RunRowResponse[]> {
    const { items } = await this.register.runs.rows(runId, { limit: 200 });
    return items;
  }

  async codes(runId: string): Promise<string[][]> {
    const rows = await this.rows(runId);
    return rows.map(({ messages }) => messages.map(({ code }) => code));
  }

  async repair(runId: string, rowNumber: number, change: RowChange): Promise<RunRowResponse> {
    const row = (await this.rows(runId)).find((one) => one.rowNumber === rowNumber);
    const command = { ...this.step(runId), rowNumber, ifMatch: `"${row?.version}"` };
    return this.register.importRepairs.repair(command, change);
  }

  /** The instruments of the holder. */
  async countInstruments(): Promise<number> {
    const [row]: { count: number }[] = await this.register.db.query(
      'SELECT count(*)::int AS count FROM instrument WHERE holder_id = $1',
      [this.lab.organisationId],
    );
    return row?.count ?? 0;
  }
}
