// Puts every mutant into the sources behind a switch that is off until a test turns it on: everything is compiled and
// loaded once for all of them. The test says by the global function which mutant is alive.
const path = require('node:path');
const base = require('../../../jest.transform.cjs');
const { GUARD_MUTANTS, LIB_MUTANTS } = require('./mutants.cjs');

const ROOT = path.resolve(__dirname, '../../..');

const isAlive = ({ name }) => `globalThis.isMutantAlive?.(${JSON.stringify(name)})`;

const SWITCHES = {
  expression: (mutant) => `(${isAlive(mutant)} ? (${mutant.replace}) : (${mutant.find}))`,
  statements: (mutant) => `if (${isAlive(mutant)}) { ${mutant.replace} } else { ${mutant.find} }`,
  template: (mutant) => `\${${isAlive(mutant)} ? \`${mutant.replace}\` : \`${mutant.find}\`}`,
};

function planted(source, file) {
  const name = path.relative(ROOT, file).split(path.sep).join('/');
  return [...GUARD_MUTANTS, ...LIB_MUTANTS]
    .filter((mutant) => mutant.file === name)
    .reduce((text, mutant) => {
      const parts = text.split(mutant.find);
      if (parts.length === 2) return parts.join(SWITCHES[mutant.kind](mutant));
      throw new Error(
        `mutant "${mutant.name}": ${name} has ${parts.length - 1} places like "${mutant.find}", not one`,
      );
    }, source);
}

module.exports = {
  canInstrument: base.canInstrument,
  process: (source, file, options) => base.process(planted(source, file), file, options),
  getCacheKey: (source, file, options) => base.getCacheKey(planted(source, file), file, options),
};
