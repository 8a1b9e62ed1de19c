import 'reflect-metadata';
import { ConfigurationError, readSetting } from '@app/common';
import { issueSetupCode } from '@app/identity';
import { publicUrl } from './connection';
import { exitWith } from './exit';
import { migrate } from './migrations';
import { withDatabase } from './with-database';

/**
 * `npm run migrate`: brings the database of DATABASE_URL (the owner's account) to this release and says what it did.
 * While nobody has an account it also prints the one-time code for the first administrator.
 */
async function main(): Promise<void> {
  const url = readSetting('DATABASE_URL');
  if (!url) throw new ConfigurationError('DATABASE_URL is not set; it must name the owner.');
  const { applied, queueVersion } = await migrate(url);
  const what = applied.length === 0 ? 'no migration was open' : `applied ${applied.join(', ')}`;
  console.log(`${publicUrl(url)}: ${what}; job queue schema version ${queueVersion}; rights set.`);
  const code = await withDatabase(url, 'jiayi-migrate', issueSetupCode);
  if (code !== null) {
    console.log(
      `首位管理员的一次性代码（一天内有效） One-time code for the first administrator: ${code}`,
    );
  }
}

main().catch(exitWith);
