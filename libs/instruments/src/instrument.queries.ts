import type { EntityManager } from 'typeorm';
import { type Fen, fen, instantOf, isInJiaxing, isoInZone } from '@app/common';
import { type Actor, reachOf } from '@app/identity';
import { categoryFinding, categoryPrefix } from './categories/category.rules';
import type { FundingClass } from './funding-class';
import { MATCHES, wordsOf } from './search';
import type { InstrumentResponse, ListInstrumentsQuery, UnitResponse } from './instrument.dto';
import { type InstrumentStatus, regionPrefix } from './instrument.rules';
import { IS_PUBLISHED, REVIEWING_COUNTY } from './instrument.subjects';

/** An instrument as read by {@link SELECT}, with its holder's name and its units. */
export interface InstrumentRow {
  id: string;
  holder_id: string;
  holder_name_zh: string;
  name_zh: string;
  name_en: string | null;
  asset_number: string;
  category_code: string;
  category_scheme: string;
  model: string;
  manufacturer: string;
  country_of_origin: string | null;
  original_value_fen: string;
  funding_classes: FundingClass[];
  accepted_on: string;
  region_code: string;
  address: string;
  status: InstrumentStatus;
  must_share: boolean;
  report_due_on: string | null;
  report_due_provisional: boolean;
  online_booking: boolean;
  contact_name: string | null;
  contact_phone: string | null;
  status_reason: string | null;
  listed_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  units: UnitResponse[];
}

const SELECT = `
  SELECT i.*, o.name_zh AS holder_name_zh,
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

/** What may be opened one by one, as its row in the access policy says: $1 to $5 are the reader's reach. */
const IN_REACH = `($1::boolean OR ($2::boolean AND ${IS_PUBLISHED}) OR i.holder_id = $3
                   OR ${REVIEWING_COUNTY} = $4 OR o.supervisor_id = $5)`;

/** Up to `limit` + 1 instruments the actor may open and the filter fits, newest first, after `cursor`. */
export function listInstruments(
  tx: EntityManager,
  actor: Actor,
  filter: ListInstrumentsQuery,
  after: string | null,
  limit: number,
): Promise<InstrumentRow[]> {
  const { q, categoryCode, regionCode, outsideJiaxing, status, holderId } = filter;
  const reach = reachOf(actor, 'instruments.get');
  return tx.query(
    `${SELECT} WHERE ${IN_REACH}
        AND ($6::uuid IS NULL OR i.id < $6)
        AND ($7::text IS NULL OR i.status = $7)
        AND ($8::text IS NULL OR i.category_code LIKE $8)
        AND ($9::text IS NULL OR i.region_code LIKE $9)
        AND ($10::boolean IS NULL OR (i.region_code NOT LIKE '3304%') = $10)
        AND ${MATCHES('$11')}
        AND ($12::uuid IS NULL OR i.holder_id = $12)
      ORDER BY i.id DESC LIMIT $13`,
    [
      reach.everything,
      reach.published,
      reach.organisationId,
      reach.regionCode,
      reach.supervisorId,
      after,
      status ?? null,
      categoryCode ? `${escapeLike(categoryPrefix(categoryCode))}%` : null,
      regionCode ? `${escapeLike(regionPrefix(regionCode))}%` : null,
      outsideJiaxing ?? null,
      wordsOf(q),
      holderId ?? null,
      limit + 1,
    ],
  );
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** What a reader is shown; messages are still in both languages. A list leaves the telephone number out. */
export function toInstrumentResponse(
  row: InstrumentRow,
  place: 'alone' | 'in-list' = 'alone',
): InstrumentResponse {
  const finding = categoryFinding(row.category_code);
  return {
    id: row.id,
    holderId: row.holder_id,
    holderNameZh: row.holder_name_zh,
    nameZh: row.name_zh,
    ...given('nameEn', row.name_en),
    assetNumber: row.asset_number,
    categoryCode: row.category_code,
    categoryScheme: row.category_scheme,
    model: row.model,
    manufacturer: row.manufacturer,
    ...given('countryOfOrigin', row.country_of_origin),
    originalValueFen: valueOf(row),
    fundingClasses: row.funding_classes,
    acceptedOn: row.accepted_on,
    regionCode: row.region_code,
    outsideJiaxing: !isInJiaxing(row.region_code),
    address: row.address,
    status: row.status,
    ...given('statusReason', row.status_reason),
    mustShare: row.must_share,
    sharingDuty: row.must_share ? 'obliged' : 'voluntary',
    ...given('reportDueOn', row.report_due_on),
    reportDueProvisional: row.report_due_provisional,
    onlineBooking: row.online_booking,
    ...given('contactName', row.contact_name),
    ...given('contactPhone', place === 'alone' ? row.contact_phone : null),
    units: row.units,
    warnings: finding
      ? [{ pointer: '/categoryCode', code: finding.code, message: finding.message }]
      : [],
    ...given('listedAt', row.listed_at && isoOf(row.listed_at)),
    createdAt: isoOf(row.created_at),
    updatedAt: isoOf(row.updated_at),
    version: row.version,
  };
}

export const valueOf = (row: InstrumentRow): Fen => fen(row.original_value_fen);

const isoOf = (moment: Date): string => isoInZone(instantOf(moment));

/** A member that is left out rather than null. */
const given = <K extends string>(key: K, value: string | null): { [P in K]?: string } =>
  (value === null ? {} : { [key]: value }) as { [P in K]?: string };
