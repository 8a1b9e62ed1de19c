import fc from 'fast-check';
import { PASSWORD_POLICIES } from '@app/common';
import { type PasswordOwner, passwordProblems } from './password.rules';

const OWNER: PasswordOwner = {
  login: 'shen.lab@example.org',
  names: ['沈老师', 'Wang Xiaoming', '示例大学分析测试中心'],
};
const codes = (password: string, policy: 'level-3' | 'asvs' = 'level-3', owner = OWNER) =>
  passwordProblems(password, policy, owner).map(({ code }) => code);

describe('a password', () => {
  it.each([
    ['Tulip-river-41', 'three kinds'],
    ['纸鹤Flies越过Harbour42次', 'Chinese and Latin'],
    ['🦉Moss🦉lantern🦉9🦉', 'characters beyond the basic plane'],
    [' lead and Trail 7 ', 'blanks at both ends'],
    [`Aa1${'gravel lantern '.repeat(20)}`, '303 characters'],
  ])('%j is taken (%s)', (password) => {
    expect(codes(password)).toEqual([]);
  });

  it.each([
    ['Tulip-rv-41', ['too-short']],
    ['🦉🐢🦊🐙🦜🐝Aa1', ['too-short']],
    ['tulip river meadow', ['too-few-kinds']],
    ['纸鹤飞过了安静的港湾四十二次', ['too-few-kinds']],
    ['Abcdefgh12345678', ['too-simple']],
    ['Qwer1234!@#$asdf', ['too-simple']],
    ['Aa1Aa1Aa1Aa1Aa1', ['too-simple']],
    ['1qaz2WSX3edc$$$$', ['too-simple']],
  ])('%j is refused: %j', (password, expected) => {
    expect(codes(password)).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    ['Welcome2026!!', 'a common one with a year'],
    ['P@ssw0rd-2026', 'signs for letters'],
    ['!!!Dragon1987', 'signs in front'],
    ['Letmein7Letmein7', 'said twice'],
    ['1Q2w3e4r5t6y', 'of the list as it stands'],
  ])('#40 %j is refused as common: %s', (password) => {
    expect(codes(password)).toContain('common');
  });

  it.each([
    ['Shen.lab@Example.org7', 'shen.lab@example.org'],
    ['xiaoming-Lantern9', 'xiaoming'],
    ['Lantern沈老师river9', '沈老师'],
    ['Jiayi-lantern-9', 'jiayi'],
    ['Lantern9嘉仪River', '嘉仪'],
  ])('#40 %j is refused, as it holds the context word %j', (password, word) => {
    const [problem] = passwordProblems(password, 'level-3', OWNER);
    expect(problem).toMatchObject({ code: 'context-word' });
    expect(problem?.message.en).toContain(word);
  });

  it('may hold short words by chance', () => {
    expect(codes('Malachite-lantern-9', 'level-3', { login: 'lab', names: ['An Li'] })).toEqual([]);
  });

  it('is told everything that is wrong with it at once', () => {
    expect(codes('jiayi')).toEqual(['too-short', 'too-few-kinds', 'too-simple', 'context-word']);
  });
});

describe.each(PASSWORD_POLICIES)('under %s', (policy) => {
  it('#39 64 and more characters of any script are taken', () => {
    const words = fc.array(
      fc.constantFrom('Lantern', '纸鹤', '42', 'überfluss', '🦉', 'δέντρο', ' '),
      {
        minLength: 30,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(words, (parts) => {
        const password = `Moss7 纸鹤 lantern ${parts.join('')}`;
        expect([...password].length).toBeGreaterThanOrEqual(64);
        expect(codes(password, policy)).toEqual([]);
      }),
    );
  });
});

describe('under asvs', () => {
  it('#39 any composition of twelve characters is taken', () => {
    for (const password of ['tulip river meadow', '纸鹤飞过了安静的港湾四十二次', 'HARBOURLANTERN'])
      expect(codes(password, 'asvs')).toEqual([]);
  });
});
