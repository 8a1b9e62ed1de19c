import { ORDER_NEWS } from '@app/messaging';
import { SHORT_TEXTS } from '../channels/short-texts';
import type { MailFacts } from '../mail-text';
import { orderNewsOf } from './news.rules';
import { ORDER_TEXTS } from './news-texts';

describe('orderNewsOf', () => {
  it.each<[kind: string, action: string, news: string[]]>([
    ['sample', 'submit', ['order-submitted']],
    ['sample', 'start', []],
    ['sample', 'cancel', ['order-cancelled']],
    ['slot', 'cancel', []],
    ['slot', 'move', []],
    ['slot', 'complete', ['order-completed']],
    ['offline', 'confirm', ['order-confirmed']],
    ['slot', 'propose-change', ['order-change-to-approve', 'order-change-offered']],
    ['slot', 'withdraw-change', []],
    ['sample', 'nothing known', []],
  ])('tells of %s, %s: %j', (kind, action, news) => {
    expect(orderNewsOf({ kind, action })).toEqual(news);
  });
});

it('every text names the order and the other side in both languages, and the page once', () => {
  const facts: MailFacts = {
    ...{ organisation: '', reason: '', instrument: '', startsAt: '', endsAt: '', respondBy: '' },
    ...{ endsOn: '2026-12-01', other: '嘉兴大学', orderNumber: 'JX26-000123-4', unread: '' },
    ...{ statementNumber: '', amount: '' },
    address: 'https://jiayi.example.test/',
  };
  for (const kind of ORDER_NEWS) {
    const { subject, text } = ORDER_TEXTS[kind](facts);
    expect(subject).toMatch(/^嘉仪 Jiayi · 订单 JX26-000123-4 [\p{Script=Han}，]+ [a-z ]+$/u);
    const [zh = '', en = ''] = text.split('——');
    for (const one of [zh, en]) expect(one).toMatch(/JX26-000123-4/);
    for (const one of [zh, en]) expect(one).toMatch(/嘉兴大学/);
    expect(zh.trim().endsWith(facts.address)).toBe(true);
    expect(en).toMatch(/^[^：；]+\.\n$/);
    const short = SHORT_TEXTS[kind]?.(facts);
    if (short)
      expect([short.zh, short.en].every((one) => one.includes('JX26-000123-4'))).toBe(true);
  }
});
