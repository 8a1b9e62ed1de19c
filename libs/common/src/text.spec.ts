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

  it('copies only what holds a text, and leaves what was given as it was', () => {
    const plain = { list: [{ id: 1 }, null], count: 1 };
    expect(localise(plain, 'zh')).toBe(plain);
    const value = { plain, errors: [hello, plain] };
    const said = localise(value, 'zh') as typeof value;
    expect(said).toEqual({ plain, errors: ['你好', plain] });
    expect(said.plain).toBe(plain);
    expect(value.errors[0]).toBe(hello);
  });

  it('leaves instances of classes as they are', () => {
    const at = DateTime.utc(2026, 11, 24);
    expect(localise({ at }, 'zh')).toEqual({ at });
  });
});
