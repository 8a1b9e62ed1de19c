// The house's rules for the web app, and its one direction of imports: shared → features → app.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const forbid = (...patterns) => ['error', { patterns }];
const OTHER_FEATURE = {
  regex: '^(\\.\\./){2,}|^@/features/',
  message: 'A feature stands alone: what two features need belongs to shared.',
};
const APP = { group: ['@/app/*', '**/app/*'], message: 'Imports flow shared → features → app.' };
const FEATURES = {
  group: ['@/features/*', '**/features/*'],
  message: 'Imports flow shared → features → app.',
};

export default tseslint.config(
  { ignores: ['dist/**', 'src/api/schema.d.ts', 'scripts/**', '*.mjs'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // Guards of the router redirect by throwing what is not an Error; that is its documented way.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', name: 'Redirect', package: '@tanstack/router-core' }] },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 3],
    },
  },
  { files: ['src/shared/**'], rules: { 'no-restricted-imports': forbid(APP, FEATURES) } },
  { files: ['src/features/**'], rules: { 'no-restricted-imports': forbid(APP, OTHER_FEATURE) } },
  { files: ['**/*.spec.ts'], rules: { 'max-lines-per-function': 'off' } },
);
