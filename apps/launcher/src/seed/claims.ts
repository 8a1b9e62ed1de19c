import { type Fen, fen, sumFen } from '@app/common';
import type { ClaimState } from '@app/claims';
import type { DateTime } from 'luxon';
import type { OrganisationKey, PersonKey } from './cast';
import { seedId } from './seed-id';
import { between, type Story } from './story';
import type { SeedProgramme, VoucherUse } from './vouchers';

/** A claim of the voucher money one order used. */
export interface SeedClaim {
  id: string;
  use: VoucherUse;
  amountFen: Fen;
  state: ClaimState;
  submittedAt: DateTime;
  reviewer: PersonKey | null;
  reviewedAt: DateTime | null;
  returnReason: string | null;
  /** Twenty digits, as fully digital invoices have. */
  invoiceNumber: string;
  batch: 'confirmed' | 'instructed' | null;
}

/** Claims paid together. */
export interface SeedBatch {
  id: string;
  number: string;
  programme: SeedProgramme;
  claims: readonly SeedClaim[];
  totalFen: Fen;
  state: 'instructed' | 'confirmed';
  madeAt: DateTime;
  confirmedAt: DateTime | null;
}

/** What became of an organisation's accepted orders, the earliest first; what is not named is still to be claimed. */
const STATES: Readonly<Partial<Record<OrganisationKey, readonly ClaimState[]>>> = {
  materials: ['paid', 'paid', 'approved', 'returned', 'submitted'],
  photovoltaics: ['paid', 'in_batch', 'submitted'],
  knitting: ['paid', 'submitted'],
  optics: ['approved'],
  hospital: ['submitted'],
};
const BATCH_OF: Readonly<Partial<Record<ClaimState, SeedClaim['batch']>>> = {
  paid: 'confirmed',
  in_batch: 'instructed',
};
const RETURN_REASON = '付款凭证与发票金额不一致，请补传银行回单。';

/** The claims of all accepted orders that were claimed until now. */
export function planClaims(story: Story, uses: readonly VoucherUse[]): SeedClaim[] {
  const planned: SeedClaim[] = [];
  for (const organisation of Object.keys(STATES) as OrganisationKey[]) {
    const accepted = uses
      .filter(({ booking }) => booking.userOrganisation === organisation)
      .filter(({ booking }) => booking.life.acceptedAt !== null)
      .sort((left, right) => acceptedAtOf(left) - acceptedAtOf(right));
    for (const [index, state] of (STATES[organisation] ?? []).entries()) {
      const use = accepted[index];
      if (use) planned.push(planClaim(story, use, state, planned.length));
    }
  }
  return planned;
}

const acceptedAtOf = ({ booking }: VoucherUse): number => +(booking.life.acceptedAt ?? 0);

function planClaim(story: Story, use: VoucherUse, state: ClaimState, index: number): SeedClaim {
  const acceptedAt = use.booking.life.acceptedAt ?? story.now;
  const submittedAt = between(acceptedAt, story.now, 0.3);
  const reviewed = state !== 'submitted';
  return {
    id: seedId(submittedAt, `claim ${use.booking.name}`),
    use,
    amountFen: use.booking.price.capturedFen,
    state,
    submittedAt,
    reviewer: reviewed ? (index % 2 === 0 ? 'bureau' : 'bureau2') : null,
    reviewedAt: reviewed ? between(acceptedAt, story.now, 0.5) : null,
    returnReason: state === 'returned' ? RETURN_REASON : null,
    invoiceNumber: `2633${String(20_000_000 + index * 137).padStart(16, '0')}`,
    batch: BATCH_OF[state] ?? null,
  };
}

/** The batches the claims are paid in. */
export function planBatches(story: Story, claims: readonly SeedClaim[]): SeedBatch[] {
  const year = story.now.setZone('Asia/Shanghai').year;
  return (['confirmed', 'instructed'] as const).flatMap((state, index) => {
    const paid = claims.filter(({ batch }) => batch === state);
    const programme = paid[0]?.use.voucher.programme;
    if (!programme) return [];
    const reviewedAt = paid.map((claim) => claim.reviewedAt ?? claim.submittedAt);
    const lastReview = reviewedAt.reduce((latest, at) => (at > latest ? at : latest));
    const madeAt = between(lastReview, story.now, 0.4);
    return [
      {
        id: seedId(madeAt, `batch ${state}`),
        number: `BF${year}-${String(index + 1).padStart(4, '0')}`,
        programme,
        claims: paid,
        totalFen: sumFen(paid.map(({ amountFen }) => fen(amountFen))),
        state,
        madeAt,
        confirmedAt: state === 'confirmed' ? between(lastReview, story.now, 0.7) : null,
      },
    ];
  });
}
