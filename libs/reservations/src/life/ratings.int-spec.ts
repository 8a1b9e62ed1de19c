import type { Actor } from '@app/identity';
import { ahead, type TestCalendar } from '../testing/calendar';
import { useCalendar } from '../../../../test/support/calendar-stage';

const stage = useCalendar();
const { setTime } = stage;
let calendar: TestCalendar;
let user: Actor;
const noon = ahead(4, 10, 12);

beforeAll(async () => {
  ({ calendar } = stage);
  user = await calendar.buildActor('enterprise_member');
});

describe('RatingsService.rate', () => {
  it('takes one rating, once the service is completed, for both sides to see', async () => {
    const { id, lab } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, noon);
    const rate = (stars: number) =>
      calendar.ratings.rate(user, booked.id, { stars, comment: '图像清晰' }, {});
    await expect(rate(5)).rejects.toMatchObject({ code: 'reservation-state' });
    await setTime(noon.endsAt);
    await calendar.life.complete(lab, booked.id, undefined, {});
    const shown = await calendar.reservations.get(user, booked.id);
    expect(shown).toMatchObject({ rating: null, allowedActions: ['accept', 'dispute', 'rate'] });
    const rivals = await Promise.allSettled([rate(4), rate(4)]);
    expect(rivals.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await calendar.reservations.get(lab, booked.id)).toMatchObject({
      state: 'completed',
      rating: { stars: 4, comment: '图像清晰' },
    });
    await expect(rate(5)).rejects.toMatchObject({
      members: { allowedActions: ['accept', 'dispute'] },
    });
  });

  it('is between one and five in the database too', async () => {
    const { id } = await calendar.buildInstrument();
    const booked = await calendar.book(user, id, noon);
    await expect(
      calendar.db.query('UPDATE reservation SET rating = 6 WHERE id = $1', [booked.id]),
    ).rejects.toMatchObject({ constraint: 'reservation_rating_in_range' });
  });
});
