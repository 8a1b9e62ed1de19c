// Installs and builds what is missing or out of date. Node built-ins only: it runs before anything is installed.
// `npm start`, `npm test` and `npm run build` share it, so that they can never build differently.
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { spawnSync } = require('node:child_process');

const root = path.resolve(__dirname, '../..');
const inRoot = (...parts) => path.join(root, ...parts);
const cache = inRoot('node_modules/.cache/jiayi');

/** Runs a Node script of the tree and throws unless it succeeds; `quiet` shows its output only then. */
function runNode(args, { cwd = root, quiet = false } = {}) {
  const done = spawnSync(process.execPath, args, {
    cwd,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    encoding: 'utf8',
  });
  if (done.status === 0) return;
  if (quiet) process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
  throw new Error(`${path.basename(args[0])} failed (exit ${done.status ?? done.signal})`);
}

function npm(args) {
  const cli = process.env.npm_execpath;
  const useCli = cli && /npm-cli\.js$/.test(cli);
  const done = spawnSync(useCli ? process.execPath : 'npm', useCli ? [cli, ...args] : args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: !useCli && process.platform === 'win32',
  });
  if (done.status !== 0)
    throw new Error(`npm ${args[0]} failed (exit ${done.status ?? done.error})`);
}

const modifiedAt = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Installs the locked dependencies when node_modules is missing or older than the lock file. */
function installIfNeeded() {
  const installed = inRoot('node_modules/.package-lock.json');
  const locked = inRoot('package-lock.json');
  if (modifiedAt(installed) > 0 && modifiedAt(installed) >= modifiedAt(locked)) return false;
  console.log('安装依赖… Installing dependencies (about a minute)…');
  // `npm ci` refuses a lock file without the optional packages of other platforms; `install` does not.
  npm([
    'install',
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-save',
    '--loglevel=error',
  ]);
  const now = new Date();
  fs.utimesSync(installed, now, now); // npm leaves it alone when nothing was missing
  return true;
}

function* filesBelow(folder, skip) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (skip.has(entry.name)) continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(file, skip);
    else if (entry.isFile()) yield file;
  }
}

/** A digest of the names, sizes and times of all files below the given paths. */
function digestOf(paths, skip = new Set(['node_modules', 'dist'])) {
  const hash = crypto.createHash('sha256');
  for (const entry of paths.map((p) => inRoot(p)).filter((p) => fs.existsSync(p))) {
    const files = fs.statSync(entry).isDirectory() ? [...filesBelow(entry, skip)].sort() : [entry];
    for (const file of files) {
      const { size, mtimeMs } = fs.statSync(file);
      hash.update(`${path.relative(root, file)}\n${size}\n${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** Calls `build` unless the stamp says that these sources were built already and the output is still there. */
function unlessBuilt(name, { sources, output, build }) {
  const stamp = path.join(cache, `${name}.stamp`);
  const digest = digestOf(sources);
  const before = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  if (before === digest && fs.existsSync(inRoot(output))) return false;
  fs.mkdirSync(cache, { recursive: true });
  fs.rmSync(stamp, { force: true });
  build();
  fs.writeFileSync(stamp, digest);
  return true;
}

const serverSources = [
  'apps/api',
  'apps/worker',
  'apps/platform-sandbox',
  'apps/launcher',
  'libs',
  '.swcrc',
  'package-lock.json',
];

/** Compiles apps and libs into dist/. A deleted source leaves no output behind. */
function compileServer() {
  const startedAt = Date.now() - 1_000; // file systems may round a time down
  const ignored = ['apps/web/**', '**/*.spec.ts', '**/*.int-spec.ts', '**/*.cjs', '**/*.md'];
  const swc = require.resolve('@swc/cli/bin/swc.js', { paths: [root] });
  const args = ['apps', 'libs', '-d', 'dist', '--ignore', ignored.join(','), '--copy-files', '-q'];
  runNode([swc, ...args], { quiet: true });
  for (const file of filesBelow(inRoot('dist'), new Set())) {
    if (/\.js(\.map)?$/.test(file) && modifiedAt(file) < startedAt) fs.rmSync(file);
  }
}

/** Builds dist/ when a server source changed. */
function buildServerIfNeeded() {
  const build = () => {
    console.log('构建服务端… Building the server…');
    compileServer();
  };
  return unlessBuilt('server', {
    sources: serverSources,
    output: 'dist/apps/launcher/src/main.js',
    build,
  });
}

/** Builds apps/web/dist when a web source changed. */
function buildWebIfNeeded() {
  const build = () => {
    console.log('构建网页… Building the web app…');
    runNode([viteCli(), 'build'], { cwd: inRoot('apps/web'), quiet: true });
    compressBelow(inRoot('apps/web/dist'));
  };
  return unlessBuilt('web', {
    sources: ['apps/web', 'package-lock.json'],
    output: 'apps/web/dist/index.html',
    build,
  });
}

/** Lays a brotli and a gzip copy beside each text file, which the API sends to browsers that take them. */
function compressBelow(folder) {
  for (const file of filesBelow(folder, new Set())) {
    if (!/\.(js|css|svg)$/.test(file)) continue;
    const content = fs.readFileSync(file);
    fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(content));
    fs.writeFileSync(`${file}.gz`, zlib.gzipSync(content, { level: 9 }));
  }
}

/** The path of vite's command, wherever npm put the package. */
function viteCli() {
  const manifest = require.resolve('vite/package.json', { paths: [inRoot('apps/web'), root] });
  return path.join(path.dirname(manifest), 'bin/vite.js');
}

/** Ends the process with one sentence on a Node.js that cannot `require` ES modules. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `需要 Node.js 20.19 或更新版本。 Jiayi needs Node.js 20.19 or newer; this is ${process.versions.node}.`,
  );
  process.exit(1);
}

module.exports = {
  root,
  requireNode,
  installIfNeeded,
  buildServerIfNeeded,
  buildWebIfNeeded,
  compileServer,
  viteCli,
};
