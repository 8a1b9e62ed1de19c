// Runs one specification of `npm test` with more rounds than there is time for in every run.
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const root = path.resolve(__dirname, '../..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');

/** `variable` is what the specification reads its rounds from; `-- <rounds>` on the command line goes before `rounds`. */
module.exports = function prove(specification, variable, rounds) {
  const { status } = spawnSync(process.execPath, [jest, specification, '--testTimeout=7200000'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, JIAYI_SUITE: 'integration', [variable]: process.argv[2] ?? rounds },
  });
  process.exit(status ?? 1);
};
