// `npm run prove:ledger`: the random courses of libs/vouchers/src/ledger-course.int-spec.ts, 25,000 transfers one after
// the other beside the model and 25,000 by eight clients at once, or `-- <commands>` of each; then all of it again in a
// new process on a new database, which must tell the same. `npm test` runs some thousands.
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const root = path.resolve(__dirname, '../..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const commands = process.argv[2] ?? '25000';
const seed = process.env.JIAYI_SEED ?? String(Math.floor(Math.random() * 1e9));
const directory = mkdtempSync(path.join(tmpdir(), 'jiayi-ledger-'));

/** Runs the courses in a process of their own; answers the digest of what they told. */
function run(name) {
  const told = path.join(directory, name);
  const { status } = spawnSync(process.execPath, [jest, 'ledger-course', '--testTimeout=7200000'], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...{ JIAYI_SUITE: 'integration', JIAYI_COMMANDS: commands },
      ...{ JIAYI_SEED: seed, JIAYI_TOLD: told },
    },
  });
  if (status !== 0) {
    console.error(`seed ${seed}`);
    process.exit(status ?? 1);
  }
  return readFileSync(told, 'utf8');
}

try {
  const [first, cold] = [run('first'), run('cold')];
  console.log(`seed ${seed}: ${first} first, ${cold} cold`);
  process.exitCode = first === cold ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
