import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Environment } from '@app/common';
import { createLogger } from '@app/http';
import type { Role } from '@app/identity';
import { createApi } from '../../apps/api/src/api';
import { settingsOf } from '../access/application';
import { cellsOf } from '../access/cells';
import { type Operation, operationsOf } from '../access/operations';
import { addressOf } from '../access/parameters';
import type { Caller } from '../access/world/callers';
import { World } from '../access/world/world';

/** The whole api with its pages, in this process, on the world of the access tests. */
export interface Stage {
  world: World;
  app: NestFastifyApplication;
  operations: readonly Operation[];
}

/** A page, and a file of every kind that a build makes. */
const PAGES: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>仪</title>',
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'site.webmanifest': '{}',
  'robots.txt': 'User-agent: *',
  'assets/index-1.js': 'void 0;',
  'assets/index-1.css': 'a{}',
  'assets/font-1.woff2': 'wOF2',
  'assets/picture-1.png': 'PNG',
};

/** Addresses of {@link PAGES}. */
export const PAGE_ADDRESSES = [
  '/',
  '/instruments/1',
  ...Object.keys(PAGES)
    .slice(1)
    .map((name) => `/${name}`),
];

/** @param changes settings other than the world's own */
export async function openStage(changes: Partial<Environment> = {}): Promise<Stage> {
  const world = await World.build();
  try {
    const app = await startApi(world, changes);
    return { world, app, operations: operationsOf(app) };
  } catch (error) {
    await world.stop();
    throw error;
  }
}

/** One more api on a world. */
export async function startApi(
  world: World,
  changes: Partial<Environment> = {},
): Promise<NestFastifyApplication> {
  const webDirectory = join(world.directory, 'web');
  for (const [name, content] of Object.entries(PAGES)) {
    mkdirSync(join(webDirectory, name, '..'), { recursive: true });
    writeFileSync(join(webDirectory, name), content);
  }
  const settings = { ...settingsOf(world), webDirectory, ...changes };
  const app = await createApi(settings, createLogger('hardening', settings.logLevel));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** Also when it never opened, so that a test says what really went wrong. */
export async function closeStage(stage: Stage | undefined): Promise<void> {
  await stage?.app.close();
  await stage?.world.stop();
}

/** Somebody whom the policy lets in, with an address that is theirs to ask. */
export interface Entrance {
  operation: Operation;
  caller: Caller;
  role: Role;
  url: string;
}

/** Everybody who gets past the guard of an operation, one of each kind; each must {@link World.wear} the role. */
export function entrancesTo(world: World, operation: Operation): Entrance[] {
  return cellsOf(world, operation, 'each')
    .filter(({ expected }) => expected === 'allow')
    .map((cell) => {
      const { caller, role } = cell;
      return { operation, caller, role, url: addressOf(world, operation, cell) };
    });
}
