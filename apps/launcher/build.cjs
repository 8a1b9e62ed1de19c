// `npm run build`: the server into dist/ and the web app into apps/web/dist, each only when its sources changed.
const { buildServerIfNeeded, buildWebIfNeeded } = require('./prepare.cjs');

const what = process.argv[2];
if (what !== 'web') buildServerIfNeeded();
if (what !== 'server') buildWebIfNeeded();
