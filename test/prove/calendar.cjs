// `npm run prove:calendar`: the random courses of libs/reservations/src/calendar-model.int-spec.ts, 25,000 commands one
// after the other beside the model and 25,000 on eight connections at once, or `-- <commands>` of each. `npm test` runs
// some thousands.
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const root = path.resolve(__dirname, '../..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const commands = process.argv[2] ?? '25000';

const { status } = spawnSync(process.execPath, [jest, 'calendar-model'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, JIAYI_SUITE: 'integration', JIAYI_COMMANDS: commands },
});
process.exit(status ?? 1);
