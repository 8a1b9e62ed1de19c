import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { DataSource } from 'typeorm';

/** One column of the database, as `docs/personal-data.csv` classifies it. */
export interface InventoryRow {
  table: string;
  column: string;
  /** What it holds about people; `none` for no personal data. */
  data: string;
  whose: string;
  purpose: string;
  basis: string;
  retention: string;
  readers: string;
  /** What an erasure leaves: nothing (`erased`), or all of it (`kept`); `none` where there is nothing personal. */
  erasure: 'none' | 'erased' | 'kept';
}

/** The inventory of personal data. */
export const readInventory = (): InventoryRow[] =>
  parse(readFileSync(resolve(__dirname, '../../docs/personal-data.csv')), { columns: true });

/** The columns that can hold something personal: texts, documents, lists, addresses and bytes. */
export async function textColumns(db: DataSource): Promise<string[]> {
  const rows: { name: string }[] = await db.query(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public'
        AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'inet', 'cidr', 'ARRAY', 'bytea', 'xml')`,
  );
  return rows.map(({ name }) => name);
}

/** What is wrong between the inventory and the columns there are, each as a sentence. */
export function inventoryFaults(
  rows: readonly InventoryRow[],
  columns: readonly string[],
): string[] {
  const named = rows.map(({ table, column }) => `${table}.${column}`);
  return [
    ...columns
      .filter((column) => !named.includes(column))
      .map((column) => `${column} is not in docs/personal-data.csv: is it personal?`),
    ...named.filter((name) => !columns.includes(name)).map((name) => `${name} is no column`),
    ...named.filter((name, at) => named.indexOf(name) !== at).map((name) => `${name} stands twice`),
    ...rows.flatMap(rowFaults),
  ];
}

function rowFaults(row: InventoryRow): string[] {
  const name = `${row.table}.${row.column}`;
  const { data, erasure, whose, purpose, basis, retention, readers } = row;
  if (!['none', 'erased', 'kept'].includes(erasure)) return [`${name} does not say what stays`];
  const told = [whose, purpose, basis, retention, readers];
  if (data === 'none') {
    return erasure === 'none' && told.every((one) => one === '')
      ? []
      : [`${name} holds nothing personal, and still says why`];
  }
  if (erasure === 'none') return [`${name} is personal and does not say what stays`];
  return told.some((one) => one === '') ? [`${name} lacks whose, why, how long or for whom`] : [];
}
