import { resolve } from 'node:path';
import { readSetting } from '@app/common';
import { portFrom } from './ports';

/** What the operator may choose, from the environment. */
export interface LaunchSettings {
  /** The tree we were built from. */
  root: string;
  host: string;
  port: number;
  dataDirectory: string;
  /** Account that owns the database on a server of the operator; without it the embedded server is used. */
  databaseUrl: string | undefined;
  /** Redis of the job queue; without it the queue lives in PostgreSQL. */
  redisUrl: string | undefined;
  /** Fill an empty database with the demonstration. */
  demonstration: boolean;
  demonstrationPassword: string | undefined;
  /** Rebuild and restart on every change of a source. */
  watch: boolean;
}

/** Reads the settings. @throws ConfigurationError naming what is senseless */
export function launchSettings(): LaunchSettings {
  const root = resolve(__dirname, '../../../..'); // dist/apps/launcher/src
  return {
    root,
    host: readSetting('HOST') ?? '127.0.0.1',
    port: portFrom(readSetting('PORT')),
    dataDirectory: resolve(root, readSetting('JIAYI_DATA_DIR') ?? '.data'),
    databaseUrl: readSetting('DATABASE_URL'),
    redisUrl: readSetting('REDIS_URL'),
    demonstration: readSetting('JIAYI_DEMO') !== '0',
    demonstrationPassword: readSetting('JIAYI_DEMO_PASSWORD'),
    watch: process.argv.includes('--watch'),
  };
}

/** The address people type, whatever interface is listened on. */
export const addressOf = ({ host, port }: Pick<LaunchSettings, 'host' | 'port'>): string =>
  `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
