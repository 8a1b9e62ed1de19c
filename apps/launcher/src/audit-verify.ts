import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { AuditHeads, readHead, type Verification, verifyAuditTrail } from '@app/audit';
import { auditHeadsDirectory, ConfigurationError, readSetting } from '@app/common';
import { dataSourceOptions } from '@app/database';
import { auditReport } from './audit-report';
import { existingSecret, withExistingDatabase } from './existing-database';
import { exitWith } from './exit';
import { launchSettings } from './settings';

/**
 * `npm run audit:verify`: verifies the whole audit trail of DATABASE_URL or of the data directory, and ends with 1 when
 * something is wrong. `-- --after-restore "<why>"` first records that the database was taken back to an older state, so
 * that what was sealed after it is not missed for ever.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'after-restore': { type: 'string' } } });
  const reason = values['after-restore'];
  if (reason?.trim() === '') {
    throw new ConfigurationError(
      '请说明恢复的原因。 Say why: npm run audit:verify -- --after-restore "<why>".',
    );
  }
  const settings = launchSettings();
  const key = readSetting('JIAYI_AUDIT_KEY') ?? existingSecret(settings.dataDirectory, 'audit-key');
  const heads = new AuditHeads(auditHeadsDirectory(settings.dataDirectory), key);
  const found = await withExistingDatabase(settings, (url) => verify(url, heads, key, reason));
  console.log(auditReport(found).join('\n'));
  if (!found.sound) process.exitCode = 1;
}

async function verify(
  url: string,
  heads: AuditHeads,
  key: string,
  restored: string | undefined,
): Promise<Verification> {
  // A long trail takes longer than a request may.
  const options = { url, poolSize: 1, applicationName: 'jiayi-audit-verify', timeouts: false };
  const db = await new DataSource(dataSourceOptions(options)).initialize();
  try {
    const head = restored === undefined ? undefined : await readHead(db);
    if (head && restored !== undefined) await heads.append({ ...head, restored });
    return await verifyAuditTrail(db, { key, heads });
  } finally {
    await db.destroy();
  }
}

main().catch(exitWith);
