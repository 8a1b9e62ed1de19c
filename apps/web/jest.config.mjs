// A zone far from Shanghai: a formatter that used the browser's own would be caught.
process.env.TZ = 'America/Los_Angeles';

/** Unit tests of the pure modules; the pages are proved in a real browser by test/browser. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src'],
  testRegex: '\\.spec\\.ts$',
  moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { swcrc: false, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } },
    ],
  },
};
