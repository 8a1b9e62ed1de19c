// Puts every mutant into the sources behind a switch that is off until a test turns it on: everything is compiled and
// loaded once for all of them. The test says by the global function which mutant is alive.
const path = require('node:path');
const base = require('../../../jest.transform.cjs');
const { GUARD_MUTANTS, LIB_MUTANTS } = require('../../access/mutants/mutants.cjs');
const { PEER_BUGS } = require('../../museum/bugs.cjs');

const ROOT = path.resolve(__dirname, '../../..');

const isAlive = ({ name }) => `globalThis.isMutantAlive?.(${JSON.stringify(name)})`;

const SWITCHES = {
  expression: (mutant, otherwise) => `(${isAlive(mutant)} ? (${mutant.replace}) : (${otherwise}))`,
  statements: (mutant, otherwise) =>
    `if (${isAlive(mutant)}) { ${mutant.replace} } else { ${otherwise} }`,
  template: (mutant, otherwise) =>
    `\${${isAlive(mutant)} ? \`${mutant.replace}\` : \`${otherwise}\`}`,
};

/** Mutants of one file by what they replace: several may stand in the same place. */
function byPlace(file) {
  const groups = new Map();
  for (const mutant of [...GUARD_MUTANTS, ...LIB_MUTANTS, ...PEER_BUGS]) {
    if (mutant.file !== file) continue;
    // Some text around what is found, where that alone stands in the file more than once.
    const { find, place = find } = mutant;
    const key = JSON.stringify([place, find]);
    groups.set(key, { place, find, mutants: [...(groups.get(key)?.mutants ?? []), mutant] });
  }
  return [...groups.values()];
}

function planted(source, file) {
  const name = path.relative(ROOT, file).split(path.sep).join('/');
  return byPlace(name).reduce((text, { place, find, mutants }) => {
    const parts = text.split(place);
    const inserted = mutants.reduce((inner, mutant) => SWITCHES[mutant.kind](mutant, inner), find);
    if (parts.length === 2) return parts.join(place.split(find).join(inserted));
    throw new Error(
      `mutant "${mutants[0].name}": ${name} has ${parts.length - 1} places like "${place}", not one`,
    );
  }, source);
}

module.exports = {
  canInstrument: base.canInstrument,
  process: (source, file, options) => base.process(planted(source, file), file, options),
  getCacheKey: (source, file, options) => base.getCacheKey(planted(source, file), file, options),
};
