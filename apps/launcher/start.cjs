// `npm start`: from a fresh clone to a running system. Installs, builds, then hands over to the compiled launcher.
const {
  requireNode,
  installIfNeeded,
  buildServerIfNeeded,
  buildWebIfNeeded,
} = require('./prepare.cjs');

requireNode();
try {
  installIfNeeded();
  buildServerIfNeeded();
  buildWebIfNeeded();
} catch (error) {
  console.error(`启动准备失败。 Could not prepare the start: ${error.message}`);
  process.exit(1);
}
require('../../dist/apps/launcher/src/main.js');
