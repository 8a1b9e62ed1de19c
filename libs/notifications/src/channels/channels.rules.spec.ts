import { MAILS } from '@app/messaging';
import { type ChannelName, CHANNELS } from './channel';
import { channelsFor, mobileOf, weComUserOf } from './channels.rules';
import { SHORT_TEXTS } from './short-texts';

const FACTS = {
  ...{ organisation: '嘉兴大学', reason: '高压电源故障', instrument: '扫描电子显微镜 Sigma 300' },
  ...{ respondBy: '2026-11-26 17:00', orderNumber: 'JX26-000123-4', unread: '2' },
  ...{ statementNumber: 'JS26-000123-4', amount: '1,234.50' },
  ...{ endsOn: '', startsAt: '2026-11-27 09:00', endsAt: '2026-11-27 11:00', other: '测试公司' },
  address: 'https://jiayi.example.test/x#secret-token',
};

describe('channelsFor', () => {
  it.each<[(typeof MAILS)[number], ChannelName[], ChannelName[]]>([
    ['reservation-confirmed', ['mail'], ['mail']],
    ['reservation-confirmed', ['mail', 'wecom'], ['mail', 'wecom']],
    ['reservation-confirmed', ['wecom'], ['wecom']],
    ['reservation-confirmed', ['sms'], ['mail']],
    ['reservation-cancelled', ['sms'], ['sms']],
    ['reservation-cancelled', ['wecom', 'sms', 'mail'], ['mail', 'sms', 'wecom']],
    ['password-reset', ['sms', 'wecom'], ['mail']],
    ['waiting-offer', [], ['mail']],
  ])('tells %s to who chose %j by %j', (kind, chosen, ways) => {
    expect(channelsFor(kind, chosen)).toEqual(ways);
  });

  it('lets nothing go untold, whatever is chosen', () => {
    const choices = CHANNELS.flatMap((one) => CHANNELS.map((other) => [one, other]));
    for (const kind of MAILS)
      for (const chosen of choices) expect(channelsFor(kind, chosen)).not.toEqual([]);
  });
});

it('a text message names what it is about, and carries no reason and no link', () => {
  expect(Object.keys(SHORT_TEXTS).sort()).toEqual([
    ...['order-cancelled', 'order-change-offered', 'order-disputed'],
    ...['reservation-asked', 'reservation-cancelled', 'reservation-displaced', 'waiting-offer'],
  ]);
  for (const write of Object.values(SHORT_TEXTS)) {
    const { zh, en } = write(FACTS);
    for (const text of [zh, en]) expect(text).not.toMatch(/secret-token|高压电源故障/);
    expect([zh.length <= 67, en.length <= 140]).toEqual([true, true]);
  }
});

it.each([
  ['13812341234', '13812341234'],
  ['+86 138-1234-1234', '13812341234'],
  ['008613812341234', '13812341234'],
  ['0573-82057890', undefined],
  ['12812341234', undefined],
  ['138123412345', undefined],
  ['13812341234,13912341234', undefined],
])('%s is the mobile number %s', (text, mobile) => {
  expect(mobileOf(text)).toBe(mobile);
});

it.each([
  ['zhangsan', 'zhangsan'],
  ['zhang.san@lab-1', 'zhang.san@lab-1'],
  ['@all', undefined],
  ['zhangsan|lisi', undefined],
  ['', undefined],
  ['a'.repeat(65), undefined],
])('%s is the WeCom member %s', (text, user) => {
  expect(weComUserOf(text)).toBe(user);
});
