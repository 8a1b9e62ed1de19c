import { posix } from 'node:path';
import { preProcessFile } from 'typescript';

const FOUNDATION = ['common', 'database', 'messaging', 'http', 'audit', 'files'];
const DOMAIN = [
  ...['identity', 'work-calendar', 'instruments', 'vouchers', 'orders'],
  ...['settlements', 'claims', 'reservations', 'notifications'],
];
const withFoundation = (...libs: string[]) => [...FOUNDATION, ...libs];

/** Which libs each lib may import. What is not listed is forbidden; to call the other way is an outbox event. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  common: [],
  database: ['common'],
  http: ['common', 'database'],
  messaging: ['common', 'database'],
  audit: ['common', 'database'],
  files: ['common', 'database'],
  identity: withFoundation(),
  'work-calendar': withFoundation('identity'),
  notifications: withFoundation('identity'),
  instruments: withFoundation('identity', 'work-calendar'),
  vouchers: withFoundation('identity', 'work-calendar'),
  orders: withFoundation('identity', 'work-calendar', 'instruments', 'vouchers'),
  settlements: withFoundation('identity', 'work-calendar', 'instruments', 'vouchers', 'orders'),
  claims: withFoundation('identity', 'work-calendar', 'vouchers', 'orders', 'settlements'),
  reservations: withFoundation(
    ...['identity', 'work-calendar', 'instruments', 'vouchers', 'orders', 'settlements'],
  ),
  // Reads the tables of every lib that keeps something of an order, and calls none but these.
  archives: withFoundation('identity', 'orders'),
  measures: withFoundation(
    ...['identity', 'work-calendar', 'instruments', 'vouchers', 'orders', 'reservations'],
  ),
  'platform-sync': withFoundation(...DOMAIN),
};

/** Spreadsheet packages that must not come in: unmaintained on the registry, or without a limit on what they unpack. */
const FORBIDDEN_PACKAGES = ['xlsx', 'exceljs'];

/**
 * The imports of one source file that the layout forbids, each as a sentence.
 *
 * @param file path from the root of the tree, with forward slashes
 */
export function forbiddenImports(file: string, source: string): string[] {
  const isTest = file.startsWith('test/') || /[.-]spec\.ts$/.test(file);
  const home = placeOf(file);
  return preProcessFile(source)
    .importedFiles.map(({ fileName }) => {
      const packageProblem = FORBIDDEN_PACKAGES.find((name) => isPackage(fileName, name));
      if (packageProblem) return `${file} imports the package ${packageProblem}`;
      if (isTest || !home) return undefined;
      const problem = fileName.startsWith('.')
        ? problemOfPath(file, home, fileName)
        : problemOfAlias(home, fileName);
      return problem && `${file} imports ${fileName}: ${problem}`;
    })
    .filter((problem): problem is string => Boolean(problem));
}

interface Place {
  kind: 'apps' | 'libs';
  name: string;
}

function placeOf(file: string): Place | undefined {
  const [kind, name] = file.split('/');
  if ((kind !== 'apps' && kind !== 'libs') || !name) return undefined;
  return { kind, name };
}

const isPackage = (imported: string, name: string) =>
  imported === name || imported.startsWith(`${name}/`);

/** A relative path must stay inside its own lib or app. */
function problemOfPath(file: string, home: Place, imported: string): string | undefined {
  const target = posix.join(posix.dirname(file), imported);
  if (target.startsWith(`${home.kind}/${home.name}/src/`)) return undefined;
  return `a relative path must stay inside ${home.kind}/${home.name}/src`;
}

function problemOfAlias(home: Place, imported: string): string | undefined {
  if (/^(apps|libs)\//.test(imported)) return 'a lib is imported as @app/<lib> only';
  if (!imported.startsWith('@app/')) return undefined;
  const [, name = '', ...deeper] = imported.split('/');
  if (deeper.length > 0) return 'a lib is imported by its name only, never a path inside it';
  if (!(name in MAY_IMPORT)) return `${name} is not a listed lib`;
  if (home.kind === 'apps') return undefined;
  const allowed = MAY_IMPORT[home.name];
  if (!allowed) return `${home.name} is not a listed lib`;
  return allowed.includes(name) ? undefined : `${home.name} may not import ${name}`;
}
