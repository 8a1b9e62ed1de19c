// `npm test`: the whole check of a fresh clone. Node built-ins only, because it installs before anything else.
// `--quick` (`npm run check`) leaves out what needs a browser or running processes.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const prepare = require('../apps/launcher/prepare.cjs');
const { ensureSystemPackages } = require('./support/system-packages.cjs');

const { root } = prepare;
const quick = process.argv.includes('--quick');
const ci = process.env.CI === 'true';
const results = [];

const seconds = (sinceMs) => (Date.now() - sinceMs) / 1_000;

function record(name, { passed = 0, failed = 0, skipped = 0, note = '' }, startedAt) {
  results.push({ name, passed, failed, skipped, seconds: seconds(startedAt), note });
  const verdict = failed > 0 ? 'FAILED' : 'ok';
  console.log(`── ${name}: ${verdict} (${seconds(startedAt).toFixed(1)} s)${note && ` ${note}`}`);
}

/** One check that passes or fails as a whole; it counts as one test. */
function check(name, work) {
  const startedAt = Date.now();
  try {
    work();
    record(name, { passed: 1 }, startedAt);
    return true;
  } catch (error) {
    record(name, { failed: 1, note: error.message }, startedAt);
    return false;
  }
}

function run(command, args) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`exit ${status ?? signal ?? error}`);
}

const bin = (name) => path.join(root, 'node_modules/.bin', name);
const script = (name) => () => run('npm', ['run', '--silent', name]);

/** One jest call: its own PostgreSQL, and counts taken from jest's report instead of its exit code alone. */
function suite(name, cwd = root) {
  const startedAt = Date.now();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jiayi-report-'));
  const report = path.join(folder, 'report.json');
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const { status } = spawnSync(
    process.execPath,
    [jest, '--json', '--outputFile', report, '--passWithNoTests'],
    {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'], // --json prints the report to stdout as well
      env: { ...process.env, JIAYI_SUITE: name },
    },
  );
  const outcome = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : undefined;
  fs.rmSync(folder, { recursive: true, force: true });
  record(`suite ${name}`, judge(outcome, status), startedAt);
}

/** A suite also fails when it ran nothing, when a file did not load, and in CI when anything was skipped. */
function judge(outcome, status) {
  if (!outcome) return { failed: 1, note: 'jest left no report' };
  const passed = outcome.numPassedTests;
  const skipped = outcome.numPendingTests + outcome.numTodoTests;
  const reasons = [];
  if (passed + outcome.numFailedTests === 0) reasons.push('no test ran');
  if (outcome.numRuntimeErrorTestSuites > 0) {
    reasons.push(`${outcome.numRuntimeErrorTestSuites} files did not load`);
  }
  if (ci && skipped > 0) reasons.push('tests were skipped in CI');
  if (reasons.length === 0 && status !== 0 && outcome.numFailedTests === 0) {
    reasons.push(`jest ended with ${status}`);
  }
  const failed = outcome.numFailedTests + reasons.length;
  return { passed, failed, skipped, note: reasons.join(', ') };
}

/** Says loudly what the system lacks; in CI that is a failure, elsewhere its tests do not run. */
function requireSystem() {
  const startedAt = Date.now();
  const missing = ensureSystemPackages();
  if (missing.length === 0) return missing;
  const line = `MISSING ${missing.join(', ')}: install it to run the tests that need it`;
  console.error(`\n!!! ${line} !!!\n`);
  record(
    'system',
    ci ? { failed: 1, note: line } : { skipped: missing.length, note: line },
    startedAt,
  );
  return missing;
}

function checkEverything() {
  if (!check('install', () => prepare.installIfNeeded())) return;
  const missing = quick ? [] : requireSystem();
  check('format', () => run(bin('prettier'), ['--check', '--log-level', 'warn', '.']));
  check('lint', () => run(bin('eslint'), ['.', '--max-warnings', '0']));
  check('lint web', script('lint:web'));
  check('types', script('typecheck'));
  const built = check('build', () => {
    prepare.buildServerIfNeeded();
    if (!quick) prepare.buildWebIfNeeded();
  });
  if (built) {
    check('migrations match entities', script('db:check'));
    check('OpenAPI document is current', script('openapi:check'));
    check('web client is current', script('client:check'));
  }
  for (const name of ['architecture', 'unit', 'integration', 'mutants']) suite(name);
  suite('web', path.join(root, 'apps/web'));
  if (quick || !built) return;
  suite('e2e');
  if (!missing.some((what) => what.startsWith('Chromium'))) suite('browser');
}

function report() {
  const widest = Math.max(...results.map(({ name }) => name.length));
  const cell = (value, width = 8) => String(value).padStart(width);
  console.log(
    `\n${'check'.padEnd(widest)}${cell('passed')}${cell('failed')}${cell('skipped')}${cell('s')}`,
  );
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) {
    const { name, passed, failed, skipped, note } = result;
    const figures = [passed, failed, skipped, result.seconds.toFixed(1)].map((value) =>
      cell(value),
    );
    console.log(`${name.padEnd(widest)}${figures.join('')}${note && `  ${note}`}`);
    for (const key of Object.keys(sum)) sum[key] += result[key];
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return sum;
}

prepare.requireNode();
checkEverything();
process.exitCode = report().failed > 0 ? 1 : 0;
