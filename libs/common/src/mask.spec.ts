import fc from 'fast-check';
import { maskEmail, maskName, maskPhone } from './mask';

describe('the masks', () => {
  it.each([
    [maskName, '王小明', '王*'],
    [maskName, ' 王小明', '王*'],
    [maskName, '𠮷田', '𠮷*'],
    [maskName, 'Alice Chen', 'A*'],
    [maskName, '', '*'],
    [maskPhone, '13812341234', '138****1234'],
    [maskPhone, '+86 138-1234-1234', '138****1234'],
    [maskPhone, '0573-82057890', '057****7890'],
    [maskPhone, '82057890', '****90'],
    [maskPhone, '', '****'],
    [maskEmail, 'zhang@x.cn', 'z***@x.cn'],
    [maskEmail, '@x.cn', '***'],
    [maskEmail, 'no address', '***'],
  ])('%p of %j is %j', (mask, value, masked) => {
    expect(mask(value)).toBe(masked);
  });

  it('always hide the four middle digits of a mobile number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), (number) => {
        expect(maskPhone(number)).toBe(`${number.slice(0, 3)}****${number.slice(7)}`);
      }),
    );
  });
});
