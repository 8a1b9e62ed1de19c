import { BUILT_IN_CLAUSES, PLACEHOLDERS } from '@app/instruments';
import { printContract } from './contract-pdf';
import { type ContractFacts, contractHash, contractText, isSameDeal } from './contract-text';
import { pdfWords } from '../../../files/src/testing/pdf-words';

/** With characters that no small font has. */
const FACTS: ContractFacts = {
  user: { nameZh: '嘉兴龘犇新材料有限公司', creditCode: '91330402MA28A12345' },
  provider: { nameZh: '嘉兴大学', creditCode: '12330400470000000X' },
  values: { ...PLACEHOLDERS },
};
const text = contractText(FACTS, BUILT_IN_CLAUSES, 1);

const print = (changes: { text?: string; acceptance?: string } = {}) =>
  printContract({
    ...{
      number: 'JX26-000123-4',
      sha256: contractHash(text),
      madeAt: new Date('2026-11-24T01:00:00Z'),
    },
    text: changes.text ?? text,
    user: { nameZh: FACTS.user.nameZh, acceptance: changes.acceptance ?? null },
    provider: { nameZh: FACTS.provider.nameZh, acceptance: null },
  });

describe('the text of a contract', () => {
  it('has the six clauses in order, both sides and nothing left to fill in', () => {
    const headings = text.split('\n').filter((line) => /^第.条/.test(line));
    expect(headings).toEqual([
      ...['第一条 服务内容', '第二条 成果归属', '第三条 保密', '第四条 损害赔偿'],
      ...['第五条 违约责任', '第六条 争议解决'],
    ]);
    for (const said of ['嘉兴龘犇新材料有限公司', '12330400470000000X', '国科发基〔2017〕289号'])
      expect(text).toContain(said);
    expect(text).not.toMatch(/[{}]/);
    expect(text).toContain('Article 6 Disputes');
  });

  it('goes without English where a clause has none', () => {
    const clauses = { ...BUILT_IN_CLAUSES, secrecy: { textZh: '双方保密。' } };
    expect(contractText(FACTS, clauses, 2)).not.toContain('Article');
    expect(contractText(FACTS, clauses, 2)).toContain(`合同编号：${PLACEHOLDERS.orderNumber}-2`);
  });

  it('changes its hash with every character', () => {
    expect(contractHash(text)).toMatch(/^[0-9a-f]{64}$/);
    expect(contractHash(text.replace('1,200.00', '1,200.01'))).not.toBe(contractHash(text));
  });

  it.each([
    [{ today: '2026-12-24' }, true],
    [{ feeYuan: '1,200.01' }, false],
    [{ period: '2026-12-02 09:00–11:00' }, false],
  ])('of another day is the same deal, of another one not: %j', (values, expected) => {
    const other = { ...FACTS, values: { ...FACTS.values, ...values } };
    expect(isSameDeal(FACTS, other)).toBe(expected);
  });
});

describe('the PDF of a contract', () => {
  it('says the text to the letter, so that its hash can be told from the file', async () => {
    const { words, footers } = await pdfWords(await print());
    expect(words).toContain(text.replace(/\s/g, ''));
    expect(words).toContain(contractHash(text));
    expect(footers).toEqual(
      footers.map((_, at) => `JX26-000123-4第${at + 1}页，共${footers.length}页`),
    );
  });

  it('is seen to say another text when it does', async () => {
    const { words } = await pdfWords(await print({ text: text.replace('1,200.00', '1,200.01') }));
    expect(words).not.toContain(text.replace(/\s/g, ''));
  });

  it('carries its font, a part of it, and is the same file each time', async () => {
    const [one, other] = [await print(), await print()];
    expect(one.equals(other)).toBe(true);
    expect(one.subarray(0, 5).toString()).toBe('%PDF-');
    expect(one.toString('latin1')).toMatch(/\/FontFile2 /);
    expect(one.length).toBeLessThan(300_000);
  });

  it('has lines to sign on, or who accepted it', async () => {
    expect((await pdfWords(await print())).words).toContain('（签字盖章）日期：');
    const acceptance = '由王晓于 2026-11-24 09:00 电子确认';
    const { words } = await pdfWords(await print({ acceptance }));
    expect(words).toContain('由王晓于2026-11-2409:00电子确认');
  });
});
