import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The release, as `package.json` at the root of the installation names it. */
export const { version } = JSON.parse(readFileSync(resolve('package.json'), 'utf8')) as {
  version: string;
};
