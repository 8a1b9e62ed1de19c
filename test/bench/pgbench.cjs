// PostgreSQL's own load generator, for what the database does without us.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const bench = require('./stack.cjs');

const SECONDS = 10;

/**
 * Transactions per second of a script of pgbench, its statements prepared. `made` counts in the database what they
 * made: what pgbench says it did must be there.
 */
async function pgbench(urls, { clients, script, made }) {
  const count = () =>
    bench.asOwner(urls, async (client) => (await client.query(made)).rows[0].count);
  const before = await count();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jiayi-pgbench-'));
  const file = path.join(folder, 'script.sql');
  fs.writeFileSync(file, `${script}\n`);
  const options = ['-n', '-M', 'prepared', '-c', clients, '-j', '2', '-T', SECONDS];
  const run = spawnSync('pgbench', [...options.map(String), '-f', file, urls.owner], {
    encoding: 'utf8',
  });
  fs.rmSync(folder, { recursive: true, force: true });
  if (run.error || run.status !== 0)
    throw new Error(
      `pgbench: ${run.error?.message ?? run.stderr} (Debian package postgresql-contrib)`,
    );
  const rate = Number(/tps = ([\d.]+)/.exec(run.stdout)?.[1]);
  const rows = (await count()) - before;
  if (rows < rate * SECONDS * 0.9) throw new Error(`pgbench left ${rows} rows at ${rate}/s`);
  return rate;
}

module.exports = { pgbench };
