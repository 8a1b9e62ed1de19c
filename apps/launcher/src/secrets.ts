import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The generated secrets of one data directory. */
export type SecretName =
  | 'database-superuser'
  | 'database-app'
  | 'database-owner'
  | 'database-sandbox'
  | 'audit-key'
  | 'secret-key'
  | 'platform-secret'
  | 'demonstration-password';

/** Secrets in files that only their owner may read, one per secret; made when first asked for. */
export class SecretFiles {
  constructor(readonly directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** The secret; a new one is `preset`, or random when that is not given. */
  get(name: SecretName, preset?: string): string {
    const file = this.pathOf(name);
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    const value =
      preset ?? randomBytes(name === 'demonstration-password' ? 9 : 32).toString('base64url');
    writeFileSync(file, `${value}\n`, { mode: 0o600, flag: 'wx' });
    return value;
  }

  pathOf(name: SecretName): string {
    return join(this.directory, name);
  }
}
