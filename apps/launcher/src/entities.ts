import { readdirSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { getMetadataArgsStorage } from 'typeorm';

type EntityClass = new () => object;

/** Every entity of every lib, found by its file name `*.entity`, compiled or not, whichever is running. */
export function allEntities(): EntityClass[] {
  const ending = `.entity${extname(__filename)}`;
  const libs = resolve(__dirname, '../../../libs');
  for (const file of readdirSync(libs, { recursive: true, encoding: 'utf8' }).sort()) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- which files there are is known at run time only
    if (file.endsWith(ending)) require(join(libs, file));
  }
  const tables = getMetadataArgsStorage().tables.map((table) => table.target);
  return tables.filter((target): target is EntityClass => typeof target === 'function');
}
