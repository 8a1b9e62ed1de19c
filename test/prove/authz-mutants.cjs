// `npm run prove:authz-mutants`: the full crossing. Every person asks in every role for every operation on every object
// of the world, first of the sources as they are, then of each mutant of the guard, the finders, the filters and the
// rules; how many answers notice a mutant is printed with it. `npm test` asks once for each role and relation instead.
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const root = path.resolve(__dirname, '../..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');

const PARTS = [
  ['integration', 'test/access/matrix'],
  ['mutants', 'test/access/mutants'],
];

for (const [suite, files] of PARTS) {
  const { status } = spawnSync(process.execPath, [jest, files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, JIAYI_SUITE: suite, JIAYI_CROSSING: 'all' },
  });
  if (status !== 0) process.exit(status ?? 1);
}
