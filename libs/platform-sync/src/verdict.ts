import type { Text } from '@app/common';
import type { RecordAnswer } from './regional-platform';
import type { Verdict } from './sync-item.queries';

/** What the platform's return codes mean, in plain words. Source: NRII return codes as its clients know them. */
const MEANINGS: Readonly<Record<number, Text>> = {
  101: { zh: '内容有误', en: 'the content is wrong' },
  200: { zh: '单位标识未被平台认可', en: 'the platform does not know the holder' },
  201: { zh: '数据格式不符', en: 'the format is wrong' },
  202: { zh: '字段未通过校验', en: 'a field fails validation' },
  203: { zh: '校验未通过', en: 'a check fails' },
  204: { zh: '平台返回其他错误', en: 'the platform reports another error' },
  301: { zh: '平台数据库错误', en: 'the platform has a database error' },
};
const UNKNOWN: Text = { zh: '平台返回未知代码', en: 'the platform reports an unknown code' };

/** Why a record was refused: our words, then the peer's own. */
export function refusalText({ code, field, message }: RecordAnswer): Text {
  const meaning = MEANINGS[code] ?? UNKNOWN;
  const where = field === null ? '' : ` ${field}`;
  return {
    zh: `${meaning.zh}（代码 ${code}${where}）${message === null ? '' : `：${message}`}`,
    en: `${meaning.en} (code ${code}${where})${message === null ? '' : `: ${message}`}`,
  };
}

/** What an answer makes of the item; a version that came too late is undecided until a newer one is sent. */
export function verdictOf(answer: RecordAnswer): Verdict {
  const { key, version, code, outcome } = answer;
  const base = { recordId: key, sentVersion: version, peerCode: code };
  if (outcome === 'applied' || outcome === 'duplicate') {
    return { ...base, state: 'accepted', field: null, message: null };
  }
  if (outcome === 'refused') {
    return { ...base, state: 'refused', field: answer.field, message: refusalText(answer) };
  }
  const message: Text = {
    zh: `平台已有更新的版本（${answer.heldVersion ?? '?'}）`,
    en: `the platform holds a newer version (${answer.heldVersion ?? '?'})`,
  };
  return { ...base, state: 'undecided', field: null, message };
}
