import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { transformSync } from '@swc/core';
import type { Mutant } from './mutants';

const ROOT = resolve(__dirname, '../../..');

/** The source of a mutant's file with its one change. @throws when there is not exactly one place for it */
export function mutatedSource({ name, file, find, replace }: Mutant): string {
  const parts = readFileSync(resolve(ROOT, file), 'utf8').split(find);
  if (parts.length !== 2) {
    throw new Error(
      `"${name}": ${file} has ${parts.length - 1} places like ${find.trim()}, not one`,
    );
  }
  return parts.join(replace);
}

/** From here on, whoever loads the mutant's file gets it changed; everything is loaded anew. */
export function plant(mutant: Mutant): void {
  const path = resolve(ROOT, mutant.file);
  const { code } = transformSync(mutatedSource(mutant), { filename: path, swcrc: true, cwd: ROOT });
  jest.resetModules();
  jest.doMock(path, () => {
    const mutated = { exports: {} };
    const load = (name: string): unknown =>
      jest.requireActual(name.startsWith('.') ? resolve(dirname(path), name) : name);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the module as the build would make it, but for one change
    new Function('module', 'exports', 'require', code)(mutated, mutated.exports, load);
    return mutated.exports;
  });
}

/** Everything is loaded as it is again. */
export function unplant(mutant: Mutant): void {
  jest.dontMock(resolve(ROOT, mutant.file));
  jest.resetModules();
}
