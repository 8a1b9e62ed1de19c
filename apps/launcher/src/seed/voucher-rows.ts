import { civilDateOf } from '@app/common';
import type { Booking } from './booking';
import type { Cast } from './cast';
import type { SeedBatch, SeedClaim } from './claims';
import type { Row, Tables } from './rows';
import { seedId } from './seed-id';
import {
  CEILING_FEN,
  PURPOSES,
  RATIO,
  type SeedProgramme,
  type SeedVoucher,
  type VoucherUse,
} from './vouchers';

const SOURCE =
  '演示数据：年度上限参照嘉政发〔2025〕19号，补助比例参照2018年沪嘉协议，细则为示例，不代表现行政策。';

/** The rows of programmes and vouchers, which orders refer to. */
export function voucherTables(
  cast: Cast,
  programmes: readonly SeedProgramme[],
  vouchers: readonly SeedVoucher[],
): Tables {
  return [
    ['voucher_programme', programmes.map((programme) => programmeRow(cast, programme))],
    [
      'appropriation',
      programmes.map(({ id, documentNumber, budgetFen, createdAt }) => ({
        id: seedId(createdAt, `appropriation ${id}`),
        programme_id: id,
        document_number: documentNumber,
        amount_fen: budgetFen,
        made_by: cast.personId('finance'),
        created_at: createdAt,
      })),
    ],
    [
      'voucher',
      vouchers.map(({ id, programme, organisation, faceValueFen, issuedAt }) => ({
        id,
        programme_id: programme.id,
        organisation_id: cast.organisationId(organisation),
        face_value_fen: faceValueFen,
        expires_on: programme.validTo,
        issued_by: cast.personId('bureau'),
        created_at: issuedAt,
      })),
    ],
  ];
}

const programmeRow = (cast: Cast, programme: SeedProgramme): Row => ({
  id: programme.id,
  name_zh: `${programme.year}年度科技创新券方案（演示）`,
  year: programme.year,
  issuer_organisation_id: cast.organisationId('bureau'),
  ratio: RATIO,
  ceiling_fen: CEILING_FEN,
  valid_from: programme.validFrom,
  valid_to: programme.validTo,
  payment_mode: 'reimburse',
  purposes: PURPOSES,
  eligible_forms: ['enterprise', 'public_institution'],
  source: SOURCE,
  outside_jiaxing_only: true,
  created_at: programme.createdAt,
});

/** The rows of holds, claims with their papers, and payment batches, which refer to orders. */
export function claimTables(
  cast: Cast,
  uses: readonly VoucherUse[],
  claims: readonly SeedClaim[],
  batches: readonly SeedBatch[],
): Tables {
  return [
    ['voucher_hold', uses.map(holdRow)],
    ['payment_batch', batches.map((batch) => batchRow(cast, batch))],
    [
      'claim',
      claims.map((claim) =>
        claimRow(cast, claim, batches.find(({ claims: paid }) => paid.includes(claim))?.id ?? null),
      ),
    ],
    ['claim_invoice', claims.map(invoiceRow)],
  ];
}

const holdRow = ({ id, booking, voucher, amountFen, state, resolvedAt }: VoucherUse): Row => ({
  id,
  order_id: booking.orderId,
  voucher_id: voucher.id,
  amount_fen: amountFen,
  state,
  captured_fen: state === 'captured' ? booking.price.capturedFen : null,
  created_at: booking.madeAt,
  resolved_at: resolvedAt,
});

const batchRow = (cast: Cast, batch: SeedBatch): Row => ({
  id: batch.id,
  number: batch.number,
  programme_id: batch.programme.id,
  total_fen: batch.totalFen,
  state: batch.state,
  made_by: cast.personId('finance'),
  confirmed_by: batch.confirmedAt && cast.personId('admin'),
  confirmed_at: batch.confirmedAt,
  reference: batch.confirmedAt && receiptOf(batch),
  version: batch.confirmedAt ? 2 : 1,
  created_at: batch.madeAt,
});

/** The bank's number of a confirmed payment. */
export const receiptOf = ({ number }: SeedBatch): string => `国库回单-${number}`;

/** Submitted, reviewed, put in a batch, paid: each counts the version up. */
const CLAIM_VERSIONS = {
  draft: 1,
  submitted: 1,
  approved: 2,
  returned: 2,
  rejected: 2,
  in_batch: 3,
  paid: 4,
} as const;

function claimRow(cast: Cast, claim: SeedClaim, batchId: string | null): Row {
  const { booking, voucher } = claim.use;
  return {
    id: claim.id,
    order_id: booking.orderId,
    programme_id: voucher.programme.id,
    payee_organisation_id: cast.organisationId(booking.userOrganisation),
    amount_fen: claim.amountFen,
    state: claim.state,
    maker_id: cast.actingFor(booking.userOrganisation),
    reviewer_id: claim.reviewer && cast.personId(claim.reviewer),
    reviewed_at: claim.reviewedAt,
    return_reason: claim.returnReason,
    proof_reference: `示例银行回单 ${claim.invoiceNumber.slice(-8)}`,
    proof_paid_on: civilDateOf(claim.submittedAt),
    proof_amount_fen: chargedFor(booking),
    payment_batch_id: batchId,
    version: CLAIM_VERSIONS[claim.state],
    created_at: claim.submittedAt,
  };
}

const invoiceRow = (claim: SeedClaim): Row => ({
  id: seedId(claim.submittedAt, `invoice ${claim.invoiceNumber}`),
  claim_id: claim.id,
  code: '',
  number: claim.invoiceNumber,
  issued_on: civilDateOf(claim.submittedAt),
  amount_fen: chargedFor(claim.use.booking),
  live: true,
  created_at: claim.submittedAt,
});

/** The user organisation paid the whole fee and is paid back its voucher part. */
const chargedFor = ({ price }: Booking): number => price.actualFen ?? price.listFen;
