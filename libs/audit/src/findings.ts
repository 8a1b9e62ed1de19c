import type { Text } from '@app/common';

/** Something in the trail, or beside it, that is not as it was written. */
export interface Finding {
  code: keyof typeof WORDS;
  text: Text;
}

/** What is wrong, by its code; `where` names the block, the entry, the object or the line. */
const WORDS = {
  'block-missing': {
    zh: '审计区块缺失或顺序被改动',
    en: 'a block is missing or out of order',
  },
  'block-altered': {
    zh: '审计区块被改动，或签名密钥不符',
    en: 'a block was altered, or signed with another key',
  },
  'entries-missing': {
    zh: '区块内的审计记录被删除',
    en: 'entries of a sealed block are missing',
  },
  'entries-added': {
    zh: '区块内被插入了审计记录',
    en: 'entries were put into a sealed block',
  },
  'entries-altered': {
    zh: '区块内的审计记录被改动',
    en: 'entries of a sealed block were altered',
  },
  'tail-cut': {
    zh: '审计链尾部被截断：外部链头记录的区块不存在',
    en: 'the end of the trail was cut off: a block recorded outside is not there',
  },
  'head-contradicted': {
    zh: '审计链被整体重算：区块与外部链头不一致',
    en: 'the chain was made anew: a block differs from the head recorded outside',
  },
  'head-altered': {
    zh: '外部链头文件被改动或无法读取',
    en: 'a line of a head file was altered or cannot be read',
  },
  'heads-missing': {
    zh: '外部链头文件缺失',
    en: 'heads that must have been recorded outside are missing',
  },
  'change-untold': {
    zh: '对象曾被改动而未留审计记录',
    en: 'an object was changed without a trace between two entries',
  },
  'object-differs': {
    zh: '对象现状与最后一条审计记录不符',
    en: 'an object is not as its last entry left it',
  },
} as const satisfies Record<string, Text>;

/** A finding in words. @param where the block, entry, object or line, readable in either language */
export const finding = (code: keyof typeof WORDS, where: string): Finding => ({
  code,
  text: { zh: `${WORDS[code].zh}（${where}）`, en: `${WORDS[code].en} (${where})` },
});
