import { createHash } from 'node:crypto';
import {
  CONTRACT_CLAUSES,
  type ContractClause,
  type ContractClauses,
  type Placeholder,
  renderClauses,
} from '@app/instruments';

/** One side, as the register has it. */
interface ContractParty {
  nameZh: string;
  creditCode: string;
}

/** What an order puts into its contract. */
export interface ContractFacts {
  user: ContractParty;
  provider: ContractParty;
  values: Record<Placeholder, string>;
}

/** Stands in front of what is a heading, for whoever prints the text. */
export const HEADING = /^(第[一二三四五六]条|Article \d)/;

const TITLE = '大型科研仪器设施开放共享服务合同';

const NAMES: Record<ContractClause, { zh: string; en: string }> = {
  content: { zh: '服务内容', en: 'Service' },
  results: { zh: '成果归属', en: 'Ownership of results' },
  secrecy: { zh: '保密', en: 'Secrecy' },
  damages: { zh: '损害赔偿', en: 'Damages' },
  breach: { zh: '违约责任', en: 'Breach' },
  disputes: { zh: '争议解决', en: 'Disputes' },
};

/** How the contract of an order is called: its number and, from the second on, which one. */
export const contractNumber = ({ values }: ContractFacts, version: number): string =>
  version === 1 ? values.orderNumber : `${values.orderNumber}-${version}`;

/**
 * The words of a contract, one paragraph a line: what both sides accept, and what its hash is of. English follows the
 * binding Chinese where the template has all six clauses in it.
 */
export function contractText(
  facts: ContractFacts,
  template: ContractClauses,
  version: number,
): string {
  const { user, provider } = facts;
  const clauses = renderClauses(template, facts.values);
  const isInEnglish = CONTRACT_CLAUSES.every((clause) => clauses[clause].textEn);
  return [
    TITLE,
    `合同编号：${contractNumber(facts, version)}`,
    `甲方（用户单位）：${user.nameZh}（统一社会信用代码 ${user.creditCode}）`,
    `乙方（持有单位）：${provider.nameZh}（统一社会信用代码 ${provider.creditCode}）`,
    '依照《国家重大科研基础设施和大型科研仪器开放共享管理办法》（国科发基〔2017〕289号）第十三条，双方订立本合同。',
    ...CONTRACT_CLAUSES.flatMap((clause, at) => [
      `第${'一二三四五六'.charAt(at)}条 ${NAMES[clause].zh}`,
      clauses[clause].textZh,
    ]),
    ...(isInEnglish ? inEnglish(clauses) : []),
  ]
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n');
}

const inEnglish = (clauses: ContractClauses): string[] => [
  'English text for reference; the Chinese text prevails.',
  ...CONTRACT_CLAUSES.flatMap((clause, at) => [
    `Article ${at + 1} ${NAMES[clause].en}`,
    clauses[clause].textEn ?? '',
  ]),
];

/** SHA-256 of a contract's text in UTF-8, in hexadecimal. */
export const contractHash = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex');

/** Whether two contracts of an order would differ by the day they are made on only. */
export function isSameDeal(left: ContractFacts, right: ContractFacts): boolean {
  const dealOf = ({ user, provider, values }: ContractFacts): string[] => [
    ...[user.nameZh, user.creditCode, provider.nameZh, provider.creditCode],
    ...Object.entries({ ...values, today: '' })
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
  ];
  return JSON.stringify(dealOf(left)) === JSON.stringify(dealOf(right));
}
