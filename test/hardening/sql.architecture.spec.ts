import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { foreignTextIn } from './sql-texts';

const ROOT = resolve(__dirname, '../..');

/** Text in SQL that the checker cannot follow, read by a person, with the reason why it is ours. */
const REVIEWED: Readonly<Record<string, string>> = {
  'apps/launcher/src/grants.ts: schema': 'one of two literals beside it',
  'apps/launcher/src/seed/demonstration.ts: table': 'keys of the seed',
  'apps/launcher/src/seed/rows.ts: Object.keys(first)': 'keys of the seed',
  'libs/archives/src/order-archives.service.ts: source.facts': 'constants of the sources beside it',
  'libs/archives/src/order-archives.service.ts: source.files': 'constants of the sources beside it',
  'libs/database/src/sql.ts: statement.written(values)':
    'text of templates alone: whatever else stands in a gap of one becomes a parameter',
  'libs/identity/src/access/subjects.ts: this.statements.get(type)':
    'what the libs define, which is checked where they do',
  'libs/identity/src/audit-trail/audit-trail.queries.ts: condition(given(value))':
    'literals beside it around the number of a parameter',
  'libs/identity/src/forget-expired.processor.ts: condition': 'values of a constant beside it',
  'libs/identity/src/forget-expired.processor.ts: table': 'keys of a constant beside it',
  'libs/identity/src/identity.subjects.ts: table': 'one of the literals beside it',
  'libs/identity/src/personal-data/personal-data-sources.ts: open.statement':
    'what the libs define, which is checked where they do',
  'libs/identity/src/personal-data/personal-data-sources.ts: statement':
    'what the libs define, which is checked where they do',
  'libs/orders/src/confirmation/service-periods.ts: this.statement':
    'what a lib defines, which is checked where it does',
  'libs/orders/src/samples/machine-time.ts: this.statement':
    'defined once by the lib that keeps time, as a constant of its own',
  'libs/reservations/src/life/reservation-steps.ts: Object.keys(columns)':
    'keys of the literals that the steps return',
  'libs/reservations/src/life/endings.service.ts: ending.condition': 'literals of this file',
  'libs/reservations/src/life/endings.service.ts: ending.from': 'literals of this file',
  'libs/reservations/src/reservations.service.ts: where':
    'literals beside it, with the numbers of parameters in place of question marks',
  'libs/vouchers/src/ledger-invariants.service.ts: sql': 'constants of invariants.sql.ts',
  'libs/vouchers/src/ledger.ts: owner.kind': 'a word of that file, never read from a request',
};

/** Serving code and what starts it; migrations and tests write SQL from nothing but themselves. */
const isOurs = (file: string) =>
  /^(apps|libs)\//.test(relative(ROOT, file)) &&
  !/\/(apps\/web|node_modules|migrations|testing)\/|[.-]spec\.ts$/.test(file);

function programOfTheServer(): ts.Program {
  const path = resolve(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return ts.createProgram(fileNames.filter(isOurs), options);
}

describe('#19 SQL', () => {
  it('holds nothing but text of ours; values are parameters', () => {
    const program = programOfTheServer();
    expect(
      program.getSourceFiles().filter(({ fileName }) => isOurs(fileName)).length,
    ).toBeGreaterThan(300);
    const found = foreignTextIn(program, isOurs).map((line) => relative(ROOT, line));
    expect(found).toEqual(Object.keys(REVIEWED).sort());
  }, 120_000);

  /** What the checker finds in a file of these lines. */
  function foundIn(...lines: string[]): string[] {
    const file = ts.createSourceFile('planted.ts', lines.join('\n'), ts.ScriptTarget.Latest, true);
    const host: ts.CompilerHost = {
      ...ts.createCompilerHost({}),
      getSourceFile: (name) => (name === 'planted.ts' ? file : undefined),
    };
    const program = ts.createProgram(['planted.ts'], { noLib: true }, host);
    return foreignTextIn(program, () => true).map((line) => line.replace('planted.ts: ', ''));
  }

  it.each([
    ['a value in a template', ['db.query(`SELECT ${input.name}`)'], 'input.name'],
    ['a value beside text', [`db.query('SELECT ' + input)`], 'input'],
    ['a value behind a name', ['const sql = `SELECT ${input}`;', 'db.query(sql)'], 'input'],
    ['a variable', ['let sql = `SELECT 1`;', 'db.query(sql)'], 'sql'],
    [
      'what a caller gives',
      ['const find = (where: string) => db.query(where);', 'find(`x = ${input}`)'],
      'input',
    ],
    [
      'what a caller of a method gives',
      ['class A { find(a: string) { db.query(a) } }', 'new A().find(input)'],
      'input',
    ],
    ['what is pushed', ['const all = [`a`];', 'all.push(input);', 'db.query(all.join())'], 'input'],
    ['what is made of a list', ['db.query(list.map((one) => `${one}`).join())'], 'list'],
    ['a choice', ['db.query(`ORDER BY ${sorted ? input : "id"}`)'], 'input'],
    ['a statement with a name', ['db.query({ text: `SELECT ${input}` })'], 'input'],
    ['a builder', ['find.andWhere(`a = ${input}`)'], 'input'],
    ['an unknown function', ['db.query(make(input))'], 'make(input)'],
  ])('is seen to be checked for %s', (_what, lines, expected) => {
    expect(foundIn(...lines)).toEqual([expected]);
  });

  it.each([
    ['a parameter', ['db.query(`SELECT $1`, [input])']],
    ['a constant', ['const TABLE = `x`;', 'db.query(`SELECT FROM ${TABLE}`)']],
    ['a word of a list', ['db.query(`SELECT 1 ORDER BY ${SORTED[order]}`)']],
    ['a number', ['const limit: number = input;', 'db.query(`SELECT 1 LIMIT ${limit}`)']],
    ['a choice among literals', ['db.query(`SELECT 1 ${locked ? "FOR UPDATE" : ""}`)']],
    ['a name in quotes', ['db.query(`SELECT FROM ${escapeIdentifier(input)}`)']],
  ])('may hold %s', (_what, lines) => {
    expect(foundIn(...lines)).toEqual([]);
  });
});
