import { ConfigurationError, readSetting } from '@app/common';
import type { Credentials } from '@app/platform-sync';

/** Configuration of the sandbox process. */
export interface SandboxSettings {
  /** Its role owns the schema `platform_sandbox` and nothing else. */
  databaseUrl: string;
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** The one client it knows. */
  credentials: Credentials;
}

function required(name: string): string {
  const value = readSetting(name);
  if (!value)
    throw new ConfigurationError(`${name} is not set; see apps/platform-sandbox/README.md.`);
  return value;
}

/** Reads the settings from the environment. @throws ConfigurationError naming the variable */
export function sandboxSettings(): SandboxSettings {
  const port = Number(readSetting('PORT') ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigurationError('PORT is no port number.');
  return {
    databaseUrl: required('DATABASE_URL'),
    host: readSetting('HOST') ?? '127.0.0.1',
    port,
    credentials: {
      appKey: readSetting('PLATFORM_APP_KEY') ?? 'jiaxing',
      secret: required('PLATFORM_SECRET'),
    },
  };
}
