import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { forbiddenImports, MAY_IMPORT } from './support/import-rules';

const ROOT = resolve(__dirname, '..');

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
    .filter((file) => /\.tsx?$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file));
}

describe('the import table', () => {
  it('lists every lib of the tree', () => {
    const libs = readdirSync(join(ROOT, 'libs')).filter((name) =>
      statSync(join(ROOT, 'libs', name)).isDirectory(),
    );
    expect(libs.length).toBeGreaterThan(0);
    expect(libs.filter((lib) => !(lib in MAY_IMPORT))).toEqual([]);
  });

  it('names listed libs only, and has no cycle', () => {
    const follow = (lib: string, path: string[]): string[] => {
      if (path.includes(lib) || !(lib in MAY_IMPORT)) return [...path, lib];
      return MAY_IMPORT[lib]!.flatMap((next) => follow(next, [...path, lib]));
    };
    expect(Object.keys(MAY_IMPORT).flatMap((lib) => follow(lib, []))).toEqual([]);
  });

  it('holds for every source file', () => {
    const files = ['apps', 'libs', 'test'].flatMap(sourcesBelow);
    expect(files).toContain('libs/common/src/index.ts');
    const problems = files.flatMap((file) =>
      forbiddenImports(file, readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(problems).toEqual([]);
  });
});

describe('the checker refuses', () => {
  const service = 'libs/vouchers/src/vouchers.service.ts';

  it.each([
    ['a lib to the right', service, `import { OrdersService } from '@app/orders';`],
    ['a type of a lib to the right', service, `import type { Order } from '@app/orders';`],
    ['a re-export of it', service, `export * from '@app/orders';`],
    ['a dynamic import of it', service, `const orders = await import('@app/orders');`],
    ['a required one', service, `import orders = require('@app/orders');`],
    ['a path inside a lib', service, `import { fen } from '@app/common/fen';`],
    ['a relative path into a lib', service, `import { fen } from '../../common/src/fen';`],
    ['an app', service, `import { main } from '../../../apps/api/src/main';`],
    ['an app by its path from the root', service, `import { main } from 'apps/api/src/main';`],
    ['a lib nobody listed', service, `import { x } from '@app/helpers';`],
    ['anything in common', 'libs/common/src/fen.ts', `import { x } from '@app/database';`],
    ['a domain lib in the foundation', 'libs/http/src/a.ts', `import { x } from '@app/identity';`],
    ['any import by an unlisted lib', 'libs/new/src/a.ts', `import { fen } from '@app/common';`],
    ['another app', 'apps/api/src/main.ts', `import { x } from '../../worker/src/main';`],
    ['a path inside a lib, by an app', 'apps/api/src/a.ts', `import { x } from '@app/http/page';`],
    ['support code of the tests', service, `import { x } from '../../../test/support/database';`],
    ['the package xlsx', service, `import { read } from 'xlsx';`],
    ['the package exceljs, in a test too', 'test/a.e2e-spec.ts', `import x from 'exceljs';`],
  ])('%s', (_what, file, source) => {
    expect(forbiddenImports(file, source)).toHaveLength(1);
  });

  it.each([
    ['a lib to the left', service, `import { fen } from '@app/common';`],
    ['a file of the same lib', service, `import { Voucher } from './voucher.entity';`],
    ['a lib, by an app', 'apps/api/src/main.ts', `import { x } from '@app/orders';`],
    ['anything, by a test', 'libs/vouchers/src/a.int-spec.ts', `import x from '../../../test/a';`],
    ['the maintained spreadsheet package', service, `import { read } from '@e965/xlsx';`],
  ])('but not %s', (_what, file, source) => {
    expect(forbiddenImports(file, source)).toEqual([]);
  });
});
