import { DateTime } from 'luxon';
import { isText, localise } from './text';

const hello = { zh: '你好', en: 'hello' };

describe('isText', () => {
  it.each([
    [hello, true],
    [{ zh: '你好' }, false],
    [{ ...hello, fr: 'salut' }, false],
    [{ zh: 1, en: 2 }, false],
    [null, false],
    ['hello', false],
  ])('%j: %s', (value, expected) => {
    expect(isText(value)).toBe(expected);
  });
});

describe('localise', () => {
  it('replaces every text inside lists and objects, and nothing else', () => {
    const value = { errors: [{ pointer: '/a', message: hello }], count: 1, none: null, hello };
    expect(localise(value, 'zh')).toEqual({
      errors: [{ pointer: '/a', message: '你好' }],
      count: 1,
      none: null,
      hello: '你好',
    });
    expect(localise(value, 'en')).toMatchObject({ hello: 'hello' });
  });

  it('leaves instances of classes as they are', () => {
    const at = DateTime.utc(2026, 11, 24);
    expect(localise({ at }, 'zh')).toEqual({ at });
  });
});
