import { boxAround } from './distance';
import { syllablesOf } from './pinyin.rules';
import { isCorrigible, isOneEditAway, neighboursOf } from './spelling.rules';
import { foldTerm, rephrased, synonymsOf } from './synonyms';

describe('synonyms', () => {
  it('know a term by its name, its pinyin and the initials of that', () => {
    for (const name of ['扫描电镜', 'sem', 'saomiaodianjing', 'smdj']) {
      expect(synonymsOf(name)).toContain('扫描电子显微镜');
    }
    expect(synonymsOf('离子')).toEqual([]);
  });

  it('fold width, case, blanks and dashes', () => {
    expect(foldTerm('ＬＣ－ms / MS')).toBe('lcmsms');
  });

  it('put the longest term inside a word in other words', () => {
    expect(rephrased('高分辨透射电镜')).toEqual(['高分辨透射电子显微镜']);
    expect(rephrased('显微')).toEqual([]);
  });
});

describe('syllablesOf', () => {
  it.each([
    [
      'saomiao',
      [
        ['sao', 'miao'],
        ['sao', 'mi', 'ao'],
      ],
    ],
    ['xian', [['xian'], ['xi', 'an']]],
    ['zeiss', []],
    ['x9', []],
  ])('reads %s', (word, expected) => {
    expect(syllablesOf(word)).toEqual(expected);
  });
});

describe('spelling', () => {
  it.each([
    ['zeiss', 'zeis', true],
    ['zeiss', 'zeisss', true],
    ['zeiss', 'ziess', true],
    ['zeiss', 'zaiss', true],
    ['zeiss', 'zeiss', false],
    ['zeiss', 'ziesz', false],
    ['zeiss', 'sezis', false],
  ])('from %s to %s is one edit: %s', (left, right, expected) => {
    expect(isOneEditAway(left, right)).toBe(expected);
  });

  it('never guesses a digit, and prefers what is commoner', () => {
    const called = [
      { text: 'sigma300', count: 9 },
      { text: 'sigmo400', count: 1 },
      { text: 'sigms', count: 1 },
      { text: 'sigma', count: 2 },
    ];
    expect(neighboursOf('sigma400', called)).toEqual(['sigmo400']);
    expect(neighboursOf('sigmx', called)).toEqual(['sigma', 'sigms']);
  });

  it('takes a part of a name with one other character for a Chinese word', () => {
    const called = [
      { text: '核磁共振波谱仪', count: 1 },
      { text: 'x核兹共振', count: 2 },
    ];
    expect(neighboursOf('核慈共振', called)).toEqual(['核兹共振', '核磁共振']);
  });

  it.each([
    ['sem', false],
    ['1234', false],
    ['zeiss', true],
    ['电镜', false],
    ['电子镜', true],
    ['电镜x', false],
  ])('may correct %s: %s', (word, expected) => {
    expect(isCorrigible(word)).toBe(expected);
  });
});

describe('boxAround', () => {
  it('holds what is so far away, and everything around where it would cross a pole or the date line', () => {
    const { south, north, west, east } = boxAround({ latitude: 30, longitude: 120 }, 111.195);
    expect([south, north].map(Math.round)).toEqual([29, 31]);
    expect(east - west).toBeGreaterThan(2.3);
    expect(boxAround({ latitude: 89.9, longitude: 0 }, 50)).toMatchObject({
      west: -180,
      east: 180,
    });
    expect(boxAround({ latitude: 0, longitude: 179.9 }, 50)).toMatchObject({ west: -180 });
  });
});
