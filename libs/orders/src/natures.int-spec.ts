import { DateTime } from 'luxon';
import { setDatabaseTime } from '../../../test/support/database';
import { useOffline } from '../../../test/support/offline-stage';
import { TestBooks } from '../../vouchers/src/testing/books';
import type { OrderResponse } from './order.dto';
import type { Nature } from './order.words';
import { LIST_FEN, type OrderSides } from './testing/order-desk';
import { SAMPLE_FEN, SampleDesk } from './testing/sample-desk';

const stage = useOffline();
const DAY = DateTime.fromISO('2026-06-01T09:00:00+08:00') as DateTime<true>;
let books: TestBooks;
let lab: SampleDesk;
let sides: OrderSides;
let programmeId: string;
let voucherId: string;

beforeEach(async () => {
  await setDatabaseTime(stage.database, DAY);
  books = new TestBooks(stage.database.dataSource);
  lab = new SampleDesk(stage.desk);
  sides = await stage.desk.buildSides();
  const { organisationId } = sides.person;
  programmeId = await books.buildProgramme({ outsideJiaxingOnly: false, validTo: '2099-12-31' });
  voucherId = (await books.buildVoucher({ programmeId, organisationId })).id;
});
afterEach(async () => {
  expect(await books.violations()).toEqual([]);
});

/** Each kind of order that is placed by itself: how it is placed, and how its provider's price comes to bind. */
const KINDS = {
  sample: {
    fee: SAMPLE_FEN,
    place: (nature?: Nature) =>
      lab.samples.create(sides.person, lab.request(sides, { voucherId, nature }), {}),
    bind: async (id: string): Promise<OrderResponse> => {
      await lab.quotes.price(sides.manager, id, lab.quote(), {});
      return lab.quotes.accept(sides.person, id, {});
    },
  },
  offline: {
    fee: LIST_FEN,
    place: async (nature?: Nature) => {
      const request = await stage.office.request(sides, { voucherId, nature });
      return stage.office.filed.create(sides.person, request, {});
    },
    bind: (id: string) => stage.office.course.confirm(sides.manager, id, {}),
  },
};

describe.each(['sample', 'offline'] as const)('the nature of an order (%s)', (kind) => {
  const { fee, place, bind } = KINDS[kind];

  it('that the programme excludes is paid by the user organisation alone, and says why', async () => {
    const { id, quote } = await place('statutory_inspection');
    expect(quote).toMatchObject({ nature: 'statutory_inspection' });
    expect(await bind(id)).toMatchObject({
      quote: {
        ...{ voucherFen: 0, ownFen: fee, nature: 'statutory_inspection' },
        ...{ voucherReason: 'service_excluded', voucherRulesVersion: 1 },
      },
    });
  });

  it.each(['research_testing', undefined] as const)('is covered when it is %s', async (nature) => {
    const { quote } = await bind((await place(nature)).id);
    expect(quote).toMatchObject({ voucherFen: fee / 2, voucherRulesVersion: 1 });
    expect([quote.nature, quote.voucherReason]).toEqual([nature, undefined]);
  });

  it('follows the rules of the day it was placed on', async () => {
    const [before, excluded] = [await place('research_testing'), await place('calibration')];
    await books.changeRules(programmeId, {
      ...{ inForceFrom: '2026-06-02', outsideJiaxingOnly: false },
      excludedNatures: ['research_testing'],
    });
    await setDatabaseTime(stage.database, DAY.plus({ days: 1 }));
    const after = await place('research_testing');
    expect(await bind(before.id)).toMatchObject({
      quote: { voucherFen: fee / 2, voucherRulesVersion: 1 },
    });
    expect(await bind(excluded.id)).toMatchObject({
      quote: { voucherFen: 0, voucherReason: 'service_excluded', voucherRulesVersion: 1 },
    });
    expect(await bind(after.id)).toMatchObject({
      quote: { voucherFen: 0, voucherReason: 'service_excluded', voucherRulesVersion: 2 },
    });
  });
});

it('the nature of an order of samples tells its parts from the price on, before it binds', async () => {
  const { id } = await KINDS.sample.place('batch_testing');
  await lab.quotes.price(sides.manager, id, lab.quote(), {});
  expect(await lab.samples.findFor(id)).toMatchObject({
    expected: {
      ...{ voucherFen: 0, ownFen: SAMPLE_FEN },
      ...{ voucherReason: 'service_excluded', voucherRulesVersion: 1 },
    },
  });
});
