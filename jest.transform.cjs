// Jest cannot require ES modules on Node 20, and Nest 12 is ESM: our TypeScript, every ES-module dependency and every
// CommonJS one that loads such a module with import() become CommonJS here; the rest passes through untouched.
const { createTransformer } = require('@swc/jest');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ts = createTransformer();
const esm = createTransformer({
  swcrc: false,
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
  module: { type: 'commonjs', ignoreDynamic: false },
  sourceMaps: false,
});
const seen = new Map();

function isEsm(file) {
  if (/\.[cm]js$/.test(file)) return file.endsWith('.mjs');
  const start = path.dirname(file);
  if (seen.has(start)) return seen.get(start);
  let result = false;
  for (let dir = start; ; dir = path.dirname(dir)) {
    const manifest = path.join(dir, 'package.json');
    if (fs.existsSync(manifest)) {
      const { type, name } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
      if (type || name) {
        result = type === 'module';
        break;
      }
    }
    if (dir === path.dirname(dir)) break;
  }
  seen.set(start, result);
  return result;
}

const modules = `${path.sep}node_modules${path.sep}`;
const pick = (source, file) => {
  if (!file.includes(modules)) return ts;
  return isEsm(file) || /\bimport\(/.test(source) ? esm : null;
};
const keyOf = (source, file) => crypto.createHash('sha1').update(file).update(source).digest('hex');

module.exports = {
  canInstrument: false, // coverage: use --coverageProvider=v8
  process: (source, file, options) =>
    pick(source, file)?.process(source, file, options) ?? { code: source },
  getCacheKey: (source, file, options) =>
    pick(source, file)?.getCacheKey(source, file, options) ?? keyOf(source, file),
};
