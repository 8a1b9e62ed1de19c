// What the tests need from the operating system. Node built-ins only; `npm test` calls it before anything else.
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');

const found = (...commands) =>
  commands.some((command) => spawnSync('which', [command], { stdio: 'ignore' }).status === 0);

const needs = [
  { name: 'Redis', package: 'redis-server', present: () => found('redis-server') },
  {
    name: 'Chromium',
    package: 'chromium',
    present: () =>
      Boolean(process.env.CHROMIUM_PATH) ||
      found('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'),
  },
  {
    name: 'Chinese fonts',
    package: 'fonts-noto-cjk',
    present: () =>
      process.platform !== 'linux' ||
      fs.existsSync('/usr/share/fonts/opentype/noto') ||
      Boolean(spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout),
  },
];

const missing = () => needs.filter((need) => !need.present());

/** Installs what is missing from Debian when root; returns the names of what is still missing. */
function ensureSystemPackages() {
  const wanted = missing();
  if (wanted.length === 0) return [];
  if (process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')) {
    const packages = wanted.map((need) => need.package);
    console.log(`Installing ${packages.join(', ')} from Debian…`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) =>
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    apt('-qq', 'update');
    apt('-qq', 'install', '-y', '--no-install-recommends', ...packages);
  }
  return missing().map((need) => `${need.name} (Debian package ${need.package})`);
}

module.exports = { ensureSystemPackages };
