// One suite per call, named by JIAYI_SUITE: jest's `projects` refuse maxWorkers and ignore testTimeout.
const suites = {
  unit: { roots: ['apps', 'libs'], testRegex: '\\.spec\\.ts$', database: false },
  architecture: { roots: ['test'], testRegex: 'architecture\\.spec\\.ts$', database: false },
  integration: { roots: ['apps', 'libs', 'test'], testRegex: '\\.int-spec\\.ts$', database: true },
  e2e: { roots: ['test'], testRegex: '\\.e2e-spec\\.ts$', database: true },
  browser: { roots: ['test'], testRegex: '\\.browser-spec\\.ts$', database: true },
  // Sources with guards, filters and rules taken away, and bugs of others planted, one at a time.
  mutants: {
    roots: ['test/access', 'test/museum'],
    testRegex: '\\.mutant-spec\\.ts$',
    database: true,
    transform: '<rootDir>/test/support/mutants/transform.cjs',
  },
};
const name = process.env.JIAYI_SUITE ?? 'unit';
const suite = suites[name];
if (!suite) throw new Error(`JIAYI_SUITE=${name} is none of: ${Object.keys(suites).join(', ')}`);

module.exports = {
  testEnvironment: 'node',
  roots: suite.roots.map((root) => `<rootDir>/${root}`),
  testRegex: suite.testRegex,
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '^.+\\.([cm]?js|ts)$': suite.transform ?? '<rootDir>/jest.transform.cjs' },
  transformIgnorePatterns: [],
  moduleNameMapper: { '^@app/([^/]+)$': '<rootDir>/libs/$1/src' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/apps/web/'],
  testTimeout: name === 'unit' || name === 'architecture' ? 15_000 : 120_000,
  maxWorkers: name === 'e2e' || name === 'browser' ? 1 : 2,
  // What a file leaves behind in its worker adds up: a hundred of them are more than a heap holds.
  workerIdleMemoryLimit: '1500MB',
  setupFiles: ['reflect-metadata'],
  ...(suite.database && {
    globalSetup: '<rootDir>/test/support/global-setup.ts',
    globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  }),
};
