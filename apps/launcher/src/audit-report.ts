import type { Verification } from '@app/audit';

/** What a verification found, for a terminal: Chinese first, then English, one fault a line. */
export function auditReport(found: Verification): string[] {
  const { blocks, entries, firstBlock, lastBlock, unsealedEntries, unsealedSeconds } = found;
  const age = unsealedSeconds.toFixed(1);
  const lastHead = found.lastHeadAt ?? '-';
  return [
    found.sound
      ? '审计链完整。 The audit trail is sound.'
      : `审计链不完整，发现 ${found.findings.length} 处问题。 The audit trail is NOT sound: ${found.findings.length} findings.`,
    ...found.findings.map(({ code, text }) => `  [${code}] ${text.zh}。 ${text.en}.`),
    `  区块 ${firstBlock}–${lastBlock}，共 ${blocks} 个、${entries} 条记录；待封 ${unsealedEntries} 条（最早 ${age} 秒前）。 ` +
      `Blocks ${firstBlock} to ${lastBlock}: ${blocks} with ${entries} entries; ${unsealedEntries} not sealed yet, the oldest ${age} s ago.`,
    `  外部链头 ${found.heads} 条，最后 ${lastHead}；核对对象 ${found.objects} 个。 ` +
      `${found.heads} heads outside, the last of ${lastHead}; ${found.objects} objects held against their last entry.`,
    ...found.restorations.map(
      ({ at, reason, backTo, lostUpTo }) =>
        `  ${at} 数据库曾恢复到区块 ${backTo}（此前已到 ${lostUpTo}）：${reason}。 ` +
        `${at}: the database was taken back to block ${backTo} from ${lostUpTo}: ${reason}.`,
    ),
  ];
}
