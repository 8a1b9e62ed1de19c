import { type Fen, fen, isInJiaxing, minFen, shareHalfUp } from '@app/common';
import { captureOf } from '@app/orders';
import type { DateTime } from 'luxon';
import type { Booking } from './booking';
import type { OrganisationKey } from './cast';
import { seedId } from './seed-id';
import { dateOf, dayOf, type Story } from './story';

/** A yearly programme of the bureau. */
export interface SeedProgramme {
  id: string;
  year: number;
  validFrom: string;
  validTo: string;
  budgetFen: Fen;
  documentNumber: string;
  createdAt: DateTime;
}

/** A voucher with the number of orders of each kind that it pays part of. */
export interface SeedVoucher {
  id: string;
  programme: SeedProgramme;
  organisation: OrganisationKey;
  faceValueFen: Fen;
  issuedAt: DateTime;
  uses: VoucherUses;
}

interface VoucherUses {
  /** Accepted orders: captured, ready to be claimed. */
  accepted: number;
  /** Completed orders the user has not answered: captured. */
  completed: number;
  /** Reservations to come: held. */
  ahead: number;
  /** Cancelled reservations: held and given back. */
  cancelled: number;
}

/** Money set aside on a voucher for one order. */
export interface VoucherUse {
  id: string;
  voucher: SeedVoucher;
  booking: Booking;
  amountFen: Fen;
  state: 'held' | 'captured' | 'released';
  resolvedAt: DateTime | null;
}

/** The share of the fee a voucher pays. Source: the agreement of 2018 on services in Shanghai, 50 % of each use. */
export const RATIO = 0.5;
/** The most one organisation may be issued in a year. Source: 嘉政发〔2025〕19号, part 一(二). */
export const CEILING_FEN = fen(20_000_000);
export const PURPOSES = [
  ...['concept_validation', 'pilot_test', 'experimental_development', 'testing', 'maturation'],
];
const ISSUED_DAYS_AGO = 50;
/** So that there is always something to claim, and something to book with a voucher, at the turn of the year too. */
const VALID_DAYS = { behind: 60, ahead: 31 };
const NO_USES: VoucherUses = { accepted: 0, completed: 0, ahead: 0, cancelled: 0 };

/** This year's programme, and the one before it, which is over. */
export function planProgrammes(story: Story): { current: SeedProgramme; past: SeedProgramme } {
  const year = Number(dateOf(story, 0).slice(0, 4));
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  const validFrom = [first, dateOf(story, -VALID_DAYS.behind)].sort()[0] ?? first;
  const validTo = [last, dateOf(story, VALID_DAYS.ahead)].sort()[1] ?? last;
  const beforeFirst = dateOf(story, -VALID_DAYS.behind - 1);
  const pastTo = [`${year - 1}-12-31`, beforeFirst].sort()[0] ?? beforeFirst;
  return {
    current: planProgramme(story, {
      year,
      validFrom,
      validTo,
      budgetFen: fen(300_000_000),
      daysAgo: ISSUED_DAYS_AGO + 5,
    }),
    past: planProgramme(story, {
      year: year - 1,
      validFrom: `${year - 1}-01-01`,
      validTo: pastTo,
      budgetFen: fen(100_000_000),
      daysAgo: 400,
    }),
  };
}

function planProgramme(
  story: Story,
  plan: Pick<SeedProgramme, 'year' | 'validFrom' | 'validTo' | 'budgetFen'> & { daysAgo: number },
): SeedProgramme {
  const { daysAgo, ...rules } = plan;
  const createdAt = dayOf(story, -daysAgo).plus({ hours: 9 });
  return {
    ...rules,
    id: seedId(createdAt, `programme ${plan.daysAgo}`),
    documentNumber: `示例财教〔${plan.year}〕1号`,
    createdAt,
  };
}

type VoucherPlan = readonly [OrganisationKey, yuan: number, uses?: Partial<VoucherUses>];

const CURRENT_VOUCHERS: readonly VoucherPlan[] = [
  ['materials', 100_000, { accepted: 8, completed: 1, ahead: 3, cancelled: 1 }],
  ['materials', 20_000],
  ['photovoltaics', 80_000, { accepted: 5, completed: 1, ahead: 2 }],
  ['knitting', 60_000, { accepted: 2, ahead: 1 }],
  ['optics', 50_000, { accepted: 2, ahead: 1, cancelled: 1 }],
  ['hospital', 50_000, { accepted: 1 }],
  ['composites', 30_000],
];
const PAST_VOUCHERS: readonly VoucherPlan[] = [['photovoltaics', 30_000]];

/** Vouchers of both programmes; those of the past one are unused and expired. */
export function planVouchers(
  story: Story,
  { current, past }: { current: SeedProgramme; past: SeedProgramme },
): SeedVoucher[] {
  const issuedAt = dayOf(story, -ISSUED_DAYS_AGO).plus({ hours: 10 });
  const plan = (
    programme: SeedProgramme,
    at: DateTime,
    [organisation, yuan, uses]: VoucherPlan,
    index: number,
  ): SeedVoucher => ({
    id: seedId(at.plus({ minutes: index }), `voucher ${organisation} ${yuan}`),
    programme,
    organisation,
    faceValueFen: fen(yuan * 100),
    issuedAt: at.plus({ minutes: index }),
    uses: { ...NO_USES, ...uses },
  });
  return [
    ...PAST_VOUCHERS.map((voucher, index) =>
      plan(past, past.createdAt.plus({ days: 2 }), voucher, index),
    ),
    ...CURRENT_VOUCHERS.map((voucher, index) => plan(current, issuedAt, voucher, index)),
  ];
}

/** Chooses the orders each voucher pays part of, and prices them anew. */
export function useVouchers(
  vouchers: readonly SeedVoucher[],
  bookings: readonly Booking[],
): { uses: VoucherUse[]; bookings: Booking[] } {
  const uses = vouchers.flatMap((voucher) => usesOf(voucher, bookings));
  const paid = new Map(uses.map(({ booking }) => [booking.id, booking]));
  return { uses, bookings: bookings.map((booking) => paid.get(booking.id) ?? booking) };
}

function usesOf(voucher: SeedVoucher, bookings: readonly Booking[]): VoucherUse[] {
  const eligible = bookings.filter((booking) => isCovered(voucher, booking));
  const { accepted, completed, ahead, cancelled } = voucher.uses;
  const chosen = [
    // The earliest accepted: they have had the time to be claimed and paid.
    ...first(accepted, eligible, ({ life }) => life.acceptedAt),
    ...first(completed, eligible, ({ life }) =>
      life.orderState === 'completed' ? life.completedAt : null,
    ),
    ...first(ahead, eligible, ({ life, startsAt }) =>
      life.state === 'confirmed' || life.state === 'requested' ? startsAt : null,
    ),
    ...first(cancelled, eligible, ({ life, startsAt }) =>
      life.state === 'cancelled' ? startsAt : null,
    ),
  ].sort((left, right) => +left.madeAt - +right.madeAt);
  let leftFen = voucher.faceValueFen;
  return chosen.map((booking) => {
    const amountFen = minFen(shareHalfUp(booking.price.listFen, RATIO), leftFen);
    leftFen = fen(leftFen - amountFen);
    return useOf(voucher, booking, amountFen);
  });
}

/** The first bookings by a moment, without those that have none. */
const first = (
  count: number,
  bookings: readonly Booking[],
  momentOf: (booking: Booking) => DateTime | null,
): Booking[] =>
  bookings
    .flatMap((booking) => {
      const moment = momentOf(booking);
      return moment ? [{ booking, moment }] : [];
    })
    .sort((left, right) => +left.moment - +right.moment)
    .slice(0, count)
    .map(({ booking }) => booking);

function isCovered({ organisation, issuedAt }: SeedVoucher, booking: Booking): boolean {
  return (
    booking.userOrganisation === organisation &&
    !isInJiaxing(booking.instrument.regionCode) &&
    PURPOSES.includes(booking.purpose) &&
    booking.madeAt > issuedAt &&
    booking.price.listFen > 0
  );
}

function useOf(voucher: SeedVoucher, booking: Booking, amountFen: Fen): VoucherUse {
  const { life, price, madeAt } = booking;
  const capturedFen =
    price.actualFen === null ? fen(0) : captureOf(amountFen, price.listFen, price.actualFen);
  const [state, resolvedAt]: [VoucherUse['state'], DateTime | null] = life.completedAt
    ? ['captured', life.completedAt]
    : life.orderState === 'cancelled'
      ? ['released', life.steps.at(-1)?.at ?? madeAt]
      : ['held', null];
  const paid = { voucherFen: amountFen, voucherId: voucher.id, capturedFen };
  return {
    id: seedId(madeAt, `hold ${booking.name}`),
    voucher,
    booking: { ...booking, price: { ...price, ...paid } },
    amountFen,
    state,
    resolvedAt,
  };
}
