import type { EntityManager } from 'typeorm';
import { instantOf, isInJiaxing, isoInZone } from '@app/common';
import { categoryFinding } from './categories/category.rules';
import { draftOf } from './record/instrument-draft';
import type { InstrumentResponse, UnitResponse } from './instrument.dto';
import type { InstrumentStatus, SuspensionKind } from './instrument.rules';
import { REVIEWING_COUNTY } from './instrument.subjects';
import { type FieldReason, toReviewResponse } from './review/review.dto';
import { type ReviewColumns, reviewOf } from './review/review-columns';
import type { ReviewedRow } from './review/reviews.service';

/** An instrument as read by {@link SELECT}, with its holder and its units; {@link draftOf} reads the description. */
export interface InstrumentRow extends ReviewedRow, ReviewColumns {
  id: string;
  holder_id: string;
  holder_name_zh: string;
  holder_region_code: string;
  holder_credit_code: string;
  category_code: string;
  category_scheme: string;
  region_code: string;
  status: InstrumentStatus;
  use_obliged: boolean;
  must_share: boolean;
  report_due_on: string | null;
  report_due_provisional: boolean;
  status_reason: string | null;
  returned_fields: FieldReason[];
  suspension_kind: SuspensionKind | null;
  expected_return_on: string | null;
  successor_id: string | null;
  listed_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  units: UnitResponse[];
}

/** SQL for the civil date of now in Shanghai. */
export const TODAY = `(app_now() AT TIME ZONE 'Asia/Shanghai')::date`;

const SELECT = `
  SELECT i.*, o.name_zh AS holder_name_zh, o.region_code AS holder_region_code,
         o.credit_code AS holder_credit_code, o.affiliation AS holder_affiliation,
         o.supervisor_id AS holder_supervisor_id, ${REVIEWING_COUNTY} AS reviewing_county, ${TODAY} AS today,
         (SELECT jsonb_agg(jsonb_build_object('id', u.id, 'position', u.position, 'name', u.name) ORDER BY u.position)
            FROM instrument_unit u WHERE u.instrument_id = i.id) AS units
    FROM instrument i JOIN organisation o ON o.id = i.holder_id`;

/** One instrument, whoever asks; undefined when there is none of that id. */
export async function findInstrument(
  tx: EntityManager,
  id: string,
): Promise<InstrumentRow | undefined> {
  const rows: InstrumentRow[] = await tx.query(`${SELECT} WHERE i.id = $1`, [id]);
  return rows[0];
}

/** As {@link findInstrument}, locked against other changes. */
export async function lockInstrument(
  tx: EntityManager,
  id: string,
): Promise<InstrumentRow | undefined> {
  const rows: InstrumentRow[] = await tx.query(`${SELECT} WHERE i.id = $1 FOR UPDATE OF i`, [id]);
  return rows[0];
}

/** Several instruments, locked in the order of their ids against other changes. */
export async function lockInstruments(
  tx: EntityManager,
  ids: readonly string[],
): Promise<InstrumentRow[]> {
  return tx.query(`${SELECT} WHERE i.id = ANY($1) ORDER BY i.id FOR UPDATE OF i`, [ids]);
}

/** Several instruments by id, whoever asks; those that are gone are missing. */
export async function findInstruments(
  tx: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, InstrumentRow>> {
  const rows: InstrumentRow[] = await tx.query(`${SELECT} WHERE i.id = ANY($1)`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a reader is shown; messages are still in both languages. A list leaves the telephone number out. */
export function toInstrumentResponse(
  row: InstrumentRow,
  place: 'alone' | 'in-list' = 'alone',
): InstrumentResponse {
  const finding = categoryFinding(row.category_code);
  const review = reviewOf(row);
  const { contactPhone, contactEmail, ...described } = draftOf(row);
  return {
    id: row.id,
    holderId: row.holder_id,
    holderNameZh: row.holder_name_zh,
    holderRegionCode: row.holder_region_code,
    holderCreditCode: row.holder_credit_code,
    ...present(described),
    ...(place === 'alone' && present({ contactPhone, contactEmail })),
    categoryScheme: row.category_scheme,
    outsideJiaxing: !isInJiaxing(row.region_code),
    status: row.status,
    ...present({ statusReason: row.status_reason }),
    returnedFields: row.returned_fields,
    ...present({ review: review && toReviewResponse(review, row.today) }),
    ...present({
      suspensionKind: row.suspension_kind,
      expectedReturnOn: row.expected_return_on,
      successorId: row.successor_id,
    }),
    useObliged: row.use_obliged,
    mustShare: row.must_share,
    sharingDuty: row.must_share ? 'obliged' : 'voluntary',
    ...present({ reportDueOn: row.report_due_on }),
    reportDueProvisional: row.report_due_provisional,
    units: row.units,
    warnings: finding
      ? [{ pointer: '/categoryCode', code: finding.code, message: finding.message }]
      : [],
    ...present({ listedAt: row.listed_at && isoOf(row.listed_at) }),
    createdAt: isoOf(row.created_at),
    updatedAt: isoOf(row.updated_at),
    version: row.version,
  };
}

const isoOf = (moment: Date): string => isoInZone(instantOf(moment));

/** Members that are left out rather than null. */
type Present<T> = {
  [K in keyof T as null extends T[K] ? never : K]: T[K];
} & { [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]> };

const present = <T extends object>(members: T): Present<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as Present<T>;
