import { fen } from '@app/common';
import type { Actor } from '@app/identity';
import type { VouchersService } from '@app/vouchers';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { TestRegister } from '../../instruments/src/testing/register';
import { QuotesService } from './quotes.service';

let database: TestDatabase;
let register: TestRegister;
let quotes: QuotesService;
let lab: Actor;
let instrumentId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  // No quote here names a voucher.
  const vouchers = {} as VouchersService;
  quotes = new QuotesService(database.dataSource, register.instruments, vouchers);
  lab = await register.buildActor('lab_manager');
  instrumentId = (await register.buildListed(lab)).id;
  await register.terms.putFeeSchedule(
    { actor: lab, instrumentId },
    {
      validFrom: '2026-01-01',
      lines: [
        { kind: 'per_hour', amountFen: fen(60_000) },
        { kind: 'per_hour', amountFen: fen(40_000), tier: 'jiaxing' },
        { kind: 'per_hour', amountFen: fen(10_000), tier: 'internal' },
        { kind: 'operator_per_hour', amountFen: fen(5_000) },
      ],
    },
  );
});
afterAll(() => database.drop());

const asked = () => ({
  instrumentId,
  startsAt: '2026-12-01T09:00:00+08:00',
  endsAt: '2026-12-01T11:00:00+08:00',
  purpose: 'testing' as const,
});

describe('QuotesService.create', () => {
  it.each([
    ['its own people', 20_000, 'internal', undefined],
    ['a user of Jiaxing', 80_000, 'jiaxing', '330481'],
    ['a user from elsewhere', 120_000, undefined, '310104'],
  ])('names %s their price', async (_what, listFen, tier, regionCode) => {
    const actor = regionCode ? await register.buildActor('enterprise_member', { regionCode }) : lab;
    const quote = await quotes.create(actor, asked());
    expect(quote).toMatchObject({ listFen, ownFen: listFen, voucherFen: 0 });
    expect(quote.lines?.map((line) => line.tier)).toEqual([tier]);
  });

  it('adds an operator where one is asked for, as a line of its own', async () => {
    const quote = await quotes.create(lab, { ...asked(), withOperator: true });
    expect(quote.listFen).toBe(30_000);
    expect(quote.lines).toMatchObject([
      { kind: 'per_hour', amountFen: 20_000 },
      {
        kind: 'operator_per_hour',
        amountFen: 10_000,
        text: { zh: '操作费 2 小时 × ¥50.00/小时', en: 'Operator 2 h × ¥50.00/hour' },
      },
    ]);
  });

  it('refuses a day without prices and says from when there are some', async () => {
    await expect(
      quotes.create(lab, {
        ...asked(),
        startsAt: '2025-12-01T09:00:00+08:00',
        endsAt: '2025-12-01T11:00:00+08:00',
      }),
    ).rejects.toMatchObject({ code: 'no-fee-schedule' });
  });
});
