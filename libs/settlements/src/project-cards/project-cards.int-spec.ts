import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { fen, newId } from '@app/common';
import { attempts } from '../testing/attempts';
import { CardDesk, cardOf } from '../testing/card-desk';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';
import type { PutProjectCard } from './project-card.dto';

let database: TestDatabase;
let desk: SettlementDesk;
let cards: CardDesk;
let house: Sides;
let orderId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
  cards = new CardDesk(desk);
});
afterAll(() => database.drop());
beforeEach(async () => {
  house = await cards.buildHouse();
  orderId = await desk.buildOrder(house);
});
afterEach(async () => {
  expect(await desk.violations()).toEqual([]);
});

const LONG_OVER = '2020-12-31';

describe('ProjectCards', () => {
  it('takes a number once for each organisation', async () => {
    const card = await cards.buildCard(house, { number: 'K-1' });
    expect(card).toMatchObject({ budgetFen: 10_000, spentFen: 0, leftFen: 10_000, version: 1 });
    await expect(cards.buildCard(house, { number: 'K-1' })).rejects.toMatchObject({
      code: 'project-card-number-taken',
    });
    await cards.buildCard(await cards.buildHouse(), { number: 'K-1' });
  });

  it('knows nobody but members of the organisation', async () => {
    const { user: stranger } = await cards.buildHouse();
    const named: [Partial<PutProjectCard>, string][] = [
      [{ ownerId: stranger.userId }, '/ownerId'],
      [{ chargerIds: [house.user.userId, stranger.userId] }, '/chargerIds/1'],
      [{ chargerIds: [newId()] }, '/chargerIds/0'],
    ];
    for (const [change, pointer] of named) {
      await expect(cards.buildCard(house, change)).rejects.toMatchObject({
        members: { errors: [{ pointer, code: 'not-a-colleague' }] },
      });
    }
  });

  it('is replaced as a whole, but for what is spent, and never below it', async () => {
    const { id, version } = await cards.buildCard(house);
    await cards.charge(house, id, orderId, 6_000);
    const body = { ...cardOf(house.user), chargerIds: [house.user.userId] };
    const lowered = { ...body, budgetFen: fen(5_999) };
    await expect(cards.cards.put(house.holder, id, lowered, {})).rejects.toMatchObject({
      code: 'project-card-budget-below-spent',
      members: { availableFen: 5_999, askedFen: 6_000 },
    });
    const put = (ifMatch: string) =>
      cards.cards.put(house.holder, id, { ...body, budgetFen: fen(6_000) }, { ifMatch });
    expect(await put(`"${version}"`)).toMatchObject({
      ...{ budgetFen: 6_000, spentFen: 6_000, leftFen: 0, version: version + 1 },
      chargerIds: [house.user.userId],
    });
    await expect(put(`"${version}"`)).rejects.toMatchObject({ code: 'version-conflict' });
    const { chargerIds } = await cards.cards.put(house.holder, id, cardOf(house.user), {});
    expect(chargerIds).toEqual([]);
  });

  it('keeps its counter from the serving role', async () => {
    const { id } = await cards.buildCard(house);
    await expect(
      desk.db.query('UPDATE project_card SET spent_fen = 0 WHERE id = $1', [id]),
    ).rejects.toThrow('permission denied');
    await cards.charge(house, id, orderId, 1);
    for (const statement of [
      'UPDATE card_transfer SET amount_fen = 1',
      'DELETE FROM card_transfer',
    ])
      await expect(desk.db.query(statement)).rejects.toThrow('permission denied');
  });
});

describe('CardTransfers.charge', () => {
  it('pays an in-house order in parts', async () => {
    const { id } = await cards.buildCard(house);
    await cards.charge(house, id, orderId, 4_000);
    await cards.charge(house, id, orderId, 6_000);
    expect(await desk.balance(orderId)).toMatchObject({ paidFen: 10_000, openFen: 0 });
    expect(await cards.cards.get(id)).toMatchObject({ spentFen: 10_000, leftFen: 0 });
    const { items } = await cards.transfers.list(id, {});
    expect(items.map(({ kind, amountFen }) => [kind, amountFen])).toEqual([
      ['charge', 6_000],
      ['charge', 4_000],
    ]);
  });

  it('never spends more than the budget, nor pays more than is open', async () => {
    const { id } = await cards.buildCard(house, { budgetFen: fen(3_000) });
    await expect(cards.charge(house, id, orderId, 3_001)).rejects.toMatchObject({
      code: 'project-card-exhausted',
      members: { availableFen: 3_000, askedFen: 3_001 },
    });
    const rich = await cards.buildCard(house, { budgetFen: fen(90_000) });
    await expect(cards.charge(house, rich.id, orderId, 10_001)).rejects.toMatchObject({
      code: 'order-paid-beyond-fee',
      members: { availableFen: 10_000 },
    });
  });

  it('is for its owner and for who is named on the card', async () => {
    const colleague = await cards.buildMember(house.user.organisationId);
    const { id } = await cards.buildCard(house);
    const asColleague = { ...house, user: colleague };
    await expect(cards.charge(asColleague, id, orderId, 1)).rejects.toMatchObject({
      code: 'project-card-not-yours',
    });
    const named = { ...cardOf(house.user), chargerIds: [colleague.userId] };
    await cards.cards.put(house.holder, id, named, {});
    await cards.charge(asColleague, id, orderId, 1);
    const stranger = await cards.buildHouse();
    await expect(cards.charge(stranger, id, orderId, 1)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('ends with the last day of the card; what was charged can still be taken back', async () => {
    const { id } = await cards.buildCard(house);
    const transfer = await cards.charge(house, id, orderId, 1);
    await cards.cards.put(house.holder, id, { ...cardOf(house.user), validUntil: LONG_OVER }, {});
    await expect(cards.charge(house, id, orderId, 1)).rejects.toMatchObject({
      code: 'project-card-expired',
    });
    await cards.reverse(house, id, transfer.id);
  });

  it('refuses orders that are not in-house, whichever side is its own, in the database too', async () => {
    const { id } = await cards.buildCard(house);
    const others = await desk.buildSides();
    const foreign = [
      await desk.buildOrder({ holder: house.holder, user: others.user }),
      await desk.buildOrder({ holder: others.holder, user: house.user }),
      await desk.buildOrder(others),
    ];
    for (const one of foreign) {
      await expect(cards.charge(house, id, one, 1)).rejects.toMatchObject({
        members: { errors: [{ pointer: '/orderId', code: 'order-not-in-house' }] },
      });
      await expect(
        desk.db.query(
          `INSERT INTO card_transfer (id, kind, card_id, order_id, amount_fen, actor_id)
           VALUES (gen_random_uuid(), 'charge', $1, $2, 1, $3)`,
          [id, one, house.user.userId],
        ),
      ).rejects.toThrow('card_transfer_of_strangers');
    }
  });

  it.each(['completed', 'disputed'] as const)('waits with an order that is %s', async (state) => {
    const { id } = await cards.buildCard(house);
    const waiting = await desk.buildOrder(house, { state });
    await expect(cards.charge(house, id, waiting, 1)).rejects.toMatchObject({
      code: 'order-not-billable',
    });
  });

  it('lets eight who spend the last of a card at once spend it once', async () => {
    const { id } = await cards.buildCard(house, { budgetFen: fen(3_000) });
    const orders = await Promise.all(Array.from({ length: 8 }, () => desk.buildOrder(house)));
    const outcomes = await attempts(8, (at) => cards.charge(house, id, orders[at] ?? '', 1_000));
    expect(outcomes).toEqual([
      ...['done', 'done', 'done'],
      ...Array.from({ length: 5 }, () => 'project-card-exhausted'),
    ]);
    expect(await cards.cards.get(id)).toMatchObject({ leftFen: 0 });
  });

  it('lets eight cards that pay the rest of one order at once pay it once', async () => {
    const many = await Promise.all(Array.from({ length: 8 }, () => cards.buildCard(house)));
    const outcomes = await attempts(8, (at) =>
      cards.charge(house, many[at]?.id ?? '', orderId, 10_000),
    );
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
    expect(outcomes.filter((code) => code === 'order-paid-beyond-fee')).toHaveLength(7);
  });
});

describe('CardTransfers.reverse', () => {
  it('takes a transfer back as a whole, once, also when eight ask at once', async () => {
    const { id } = await cards.buildCard(house);
    const { id: transferId } = await cards.charge(house, id, orderId, 4_000);
    const outcomes = await attempts(8, () => cards.reverse(house, id, transferId));
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
    expect(outcomes.filter((code) => code === 'card-transfer-reversed')).toHaveLength(7);
    expect(await cards.cards.get(id)).toMatchObject({ spentFen: 0, leftFen: 10_000 });
    expect(await desk.balance(orderId)).toMatchObject({ paidFen: 0, openFen: 10_000 });
    const { items } = await cards.transfers.list(id, {});
    expect(items[0]).toMatchObject({ kind: 'reversal', reversesId: transferId, reason: '误记' });
  });

  it('knows transfers of this card only, and no reversal', async () => {
    const [mine, other] = [await cards.buildCard(house), await cards.buildCard(house)];
    const { id: charged } = await cards.charge(house, mine.id, orderId, 1);
    const { id: reversal } = await cards.reverse(house, mine.id, charged);
    for (const [cardId, transferId] of [
      [other.id, charged],
      [mine.id, reversal],
      [mine.id, newId()],
    ] as const) {
      await expect(cards.reverse(house, cardId, transferId)).rejects.toMatchObject({
        members: { errors: [{ pointer: '/transferId', code: 'transfer-unknown' }] },
      });
    }
  });

  it('takes back exactly what it names, in the database too', async () => {
    const { id } = await cards.buildCard(house);
    const { id: transferId } = await cards.charge(house, id, orderId, 4_000);
    await expect(
      desk.db.query(
        `INSERT INTO card_transfer (id, kind, card_id, order_id, amount_fen, reverses_id, reason, actor_id)
         VALUES (gen_random_uuid(), 'reversal', $1, $2, 3999, $3, '误记', $4)`,
        [id, orderId, transferId, house.holder.userId],
      ),
    ).rejects.toThrow('card_transfer_reverses_another');
  });
});
