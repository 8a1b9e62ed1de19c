import { ConfigurationError, readSetting } from '@app/common';
import { publicUrl } from './connection';
import { exitWith } from './exit';
import { migrate } from './migrations';

/** `npm run migrate`: brings the database of DATABASE_URL (the owner's account) to this release and says what it did. */
async function main(): Promise<void> {
  const url = readSetting('DATABASE_URL');
  if (!url) throw new ConfigurationError('DATABASE_URL is not set; it must name the owner.');
  const { applied, queueVersion } = await migrate(url);
  const what = applied.length === 0 ? 'no migration was open' : `applied ${applied.join(', ')}`;
  console.log(`${publicUrl(url)}: ${what}; job queue schema version ${queueVersion}; rights set.`);
}

main().catch(exitWith);
