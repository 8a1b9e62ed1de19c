import type { MigrationInterface } from 'typeorm';
import { Foundation1795397239000 } from './1795397239000-foundation';

/** Every migration in its order; listed as classes, so that source and build run the same ones. */
export const migrations: readonly (new () => MigrationInterface)[] = [Foundation1795397239000];
