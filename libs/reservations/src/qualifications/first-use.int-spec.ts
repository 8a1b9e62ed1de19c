import { inCallContext, newId } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ahead, TestCalendar, type TestInstrument } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
const noon = ahead(4, 10, 12);

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 2 });
  calendar = await TestCalendar.start(database.url);
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const build = (policy: Partial<BookingPolicy> = {}): Promise<TestInstrument> =>
  calendar.buildInstrument({ policy: { firstAssisted: true, ...policy } });
const user = (organisationId?: string): Promise<Actor> =>
  calendar.buildActor('enterprise_member', organisationId);
const setState = (id: string, state: string): Promise<unknown> =>
  calendar.db.query('UPDATE reservation SET state = $2 WHERE id = $1', [id, state]);

describe('a first use that is to be assisted', () => {
  it('is marked, and confirmed at once where the lab is not asked', async () => {
    const { id } = await build();
    const actor = await user();
    const booked = await calendar.book(actor, id, noon);
    expect(booked).toMatchObject({ state: 'confirmed', assisted: true });
    expect(await calendar.reservations.get(actor, booked.id)).toMatchObject({ assisted: true });
  });

  it('is nothing special where the policy wants nothing', async () => {
    const { id } = await build({ firstAssisted: false });
    expect(await calendar.book(await user(), id, noon)).toMatchObject({ assisted: false });
  });

  it.each([
    ['cancelled', true],
    ['no_show', true],
    ['used', false],
    ['completed', false],
  ])('is over once somebody has used the instrument: after one that is %s', async (state, next) => {
    const { id } = await build();
    const actor = await user();
    const before = await calendar.book(actor, id, noon);
    await setState(before.id, state);
    expect(await calendar.book(actor, id, ahead(5, 10, 12))).toMatchObject({ assisted: next });
  });

  it('is a matter of the person and the instrument: not of colleagues, not of another instrument', async () => {
    const [first, second] = [await build(), await build()];
    const actor = await user();
    const before = await calendar.book(actor, first.id, noon);
    await setState(before.id, 'completed');
    const colleague = await user(actor.organisationId);
    expect(await calendar.book(colleague, first.id, ahead(5, 10, 12))).toMatchObject({
      assisted: true,
    });
    expect(await calendar.book(actor, second.id, noon)).toMatchObject({ assisted: true });
    // The same person for another employer has used it before.
    const elsewhere = { ...actor, organisationId: (await user()).organisationId };
    const scope = elsewhere.organisationId;
    const booked = await inCallContext({ requestId: newId(), scope }, () =>
      calendar.book(elsewhere, first.id, ahead(6, 10, 12)),
    );
    expect(booked).toMatchObject({ assisted: false });
  });

  it('is asked of the lab where first uses are, also for an organisation that the lab knows', async () => {
    const { id, lab } = await build({ approval: 'first' });
    const actor = await user();
    const before = await calendar.book(actor, id, noon);
    expect(before).toMatchObject({ state: 'requested', assisted: true });
    await setState(before.id, 'completed');
    const colleague = await user(actor.organisationId);
    const asked = await calendar.book(colleague, id, ahead(5, 10, 12));
    expect(asked).toMatchObject({ state: 'requested', assisted: true, waitsFor: 'approval' });
    expect(await calendar.life.approve(lab, asked.id, {})).toMatchObject({
      state: 'confirmed',
      assisted: true,
    });
    expect(await calendar.book(actor, id, ahead(6, 10, 12))).toMatchObject({ state: 'confirmed' });
  });
});
