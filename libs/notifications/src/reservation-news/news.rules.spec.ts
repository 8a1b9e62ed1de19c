import { type Change, newsOf } from './news.rules';

const step = (change: Partial<Change>): Change => ({
  ...{ action: 'approve', from: 'requested', to: 'confirmed', by: 'other' },
  ...{ isVerified: true, isSecond: false },
  ...change,
});

describe('newsOf', () => {
  it.each<[string, Partial<Change>, string | string[] | null]>([
    ['a booking at once', { action: 'create', from: null, by: 'owner' }, 'reservation-confirmed'],
    [
      'a request',
      { action: 'create', from: null, to: 'requested', by: 'owner' },
      'reservation-asked',
    ],
    [
      'a request of an organisation that waits for the office',
      { action: 'create', from: null, to: 'requested', by: 'owner', isVerified: false },
      null,
    ],
    ['an approval', {}, 'reservation-confirmed'],
    ['what is confirmed by itself', { by: 'system' }, 'reservation-confirmed'],
    [
      'what has to be approved again',
      { action: 'move', from: 'confirmed', to: 'requested', by: 'owner' },
      'reservation-asked',
    ],
    ['one’s own move', { action: 'move', from: 'confirmed', by: 'owner' }, null],
    ['the laboratory’s move', { action: 'move', from: 'confirmed' }, 'reservation-moved'],
    [
      'the word of the laboratory, after which another side is asked',
      { to: 'requested', isSecond: true },
      ['reservation-asked-second', 'reservation-passed'],
    ],
    ['the second word', { action: 'approve-second', isSecond: true }, 'reservation-confirmed'],
    [
      'one’s own move to a shorter time, that waits for the second word',
      { action: 'move', to: 'requested', by: 'owner', isSecond: true },
      'reservation-asked-second',
    ],
    [
      'the laboratory’s move of what two sides approve',
      { action: 'move', from: 'confirmed', to: 'requested', isSecond: true },
      ['reservation-asked-second', 'reservation-moved'],
    ],
    [
      'the laboratory’s move of a request',
      { action: 'move', to: 'requested' },
      'reservation-moved',
    ],
    [
      'what waited for the office and goes on to the laboratory',
      { action: 'ask', to: 'requested', by: 'system' },
      'reservation-asked',
    ],
    [
      'what is soon to expire',
      { action: 'remind', to: 'requested', by: 'system' },
      'reservation-unanswered',
    ],
    [
      'what nobody can answer while the office is asked',
      { action: 'remind', to: 'requested', by: 'system', isVerified: false },
      null,
    ],
    ['a restored request', { action: 'restore', from: 'displaced', to: 'requested' }, null],
    ['a refusal', { action: 'reject', to: 'rejected' }, 'reservation-rejected'],
    ['the laboratory’s cancellation', { to: 'cancelled' }, 'reservation-cancelled'],
    ['one’s own cancellation', { to: 'cancelled', by: 'owner' }, 'reservation-withdrawn'],
    [
      'what nobody was waiting for any more',
      { from: 'displaced', to: 'cancelled', by: 'owner' },
      null,
    ],
    ['a lapse', { from: 'displaced', to: 'cancelled', by: 'system' }, 'reservation-cancelled'],
    ['a request that nobody answered', { to: 'expired', by: 'system' }, 'reservation-expired'],
    ['nobody coming', { from: 'confirmed', to: 'no_show', by: 'system' }, 'reservation-missed'],
    ['a check-in', { action: 'check-in', from: 'confirmed', to: 'in_use', by: 'owner' }, null],
    [
      'a use past its end',
      { action: 'overrun', from: 'in_use', to: 'in_use', by: 'system' },
      'reservation-overrun',
    ],
    ['points forgiven', { action: 'forgive', from: 'cancelled', to: 'cancelled' }, null],
    ['a displacement, which has a mail of its own', { to: 'displaced' }, null],
  ])('of %s', (_what, change, mail) => {
    expect(newsOf(step(change))).toEqual(mail === null ? [] : [mail].flat());
  });
});
