import { BUILT_IN_CLAUSES, CONTRACT_CLAUSES, PLACEHOLDERS } from './contract-clauses';
import { renderClauses, templateFaults } from './contract-template.rules';

const withText = (textZh: string, textEn?: string) => ({
  ...BUILT_IN_CLAUSES,
  secrecy: { textZh, textEn },
});

describe('the built-in clauses', () => {
  it('use known placeholders only, and say all six in both languages', () => {
    expect(templateFaults(BUILT_IN_CLAUSES)).toEqual([]);
    expect(Object.keys(BUILT_IN_CLAUSES)).toEqual([...CONTRACT_CLAUSES]);
    for (const { textZh, textEn } of Object.values(BUILT_IN_CLAUSES)) {
      expect(textZh.length).toBeGreaterThan(80);
      expect(textEn?.length).toBeGreaterThan(80);
    }
  });

  it('leave no brace when they are rendered', () => {
    const rendered = Object.values(renderClauses(BUILT_IN_CLAUSES, PLACEHOLDERS));
    const texts = rendered.flatMap(({ textZh, textEn }) => [textZh, textEn]).join('');
    expect(texts).toContain(PLACEHOLDERS.userOrganisation);
    expect(texts).not.toMatch(/[{}]/);
  });
});

describe('templateFaults', () => {
  it.each<[string, string, string | undefined, string[]]>([
    ['a known one with blanks', '{{ feeYuan }} 元', undefined, []],
    ['an unknown one', '见 {{price}}', undefined, ['/clauses/secrecy/textZh unknown-placeholder']],
    [
      'one of Object itself',
      '{{toString}}',
      undefined,
      ['/clauses/secrecy/textZh unknown-placeholder'],
    ],
    ['one in English', '无', '{{Fee}}', ['/clauses/secrecy/textEn unknown-placeholder']],
    ['braces left open', '{{feeYuan', undefined, ['/clauses/secrecy/textZh unclosed-placeholder']],
    [
      'braces only closed',
      'feeYuan}}',
      undefined,
      ['/clauses/secrecy/textZh unclosed-placeholder'],
    ],
  ])('judge %s', (_what, textZh, textEn, expected) => {
    const faults = templateFaults(withText(textZh, textEn));
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected);
  });

  it('name the placeholder and those to use instead', () => {
    const [fault] = templateFaults(withText('{{price}}'));
    expect(fault?.message).toMatchObject({ zh: expect.stringContaining('{{feeYuan}}') });
    expect(JSON.stringify(fault)).toContain('{{price}}');
  });
});

describe('renderClauses', () => {
  it('puts values in as they are, dollar signs and braces too', () => {
    const values = { ...PLACEHOLDERS, feeYuan: '$& {{today}}' };
    const { secrecy } = renderClauses(withText('{{feeYuan}}、{{ holder }}'), values);
    expect(secrecy.textZh).toBe(`$& {{today}}、${PLACEHOLDERS.holder}`);
  });
});
