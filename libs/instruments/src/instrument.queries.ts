import type { EntityManager } from 'typeorm';
import { type Fen, fen, instantOf, isInJiaxing, isoInZone } from '@app/common';
import { type Actor, hasRole, oversees } from '@app/identity';
import { categoryFinding, categoryPrefix } from './categories/category.rules';
import type { FundingClass } from './funding-class';
import { MATCHES, wordsOf } from './search';
import type { InstrumentResponse, ListInstrumentsQuery, UnitResponse } from './instrument.dto';
import { type InstrumentStatus, regionPrefix } from './instrument.rules';

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

/**
 * Who sees what: everybody what is or was bookable, its holder's laboratory in every status, a county what stands in
 * it, the bureau all. $1 sees all, $2 own organisation or null, $3 own county or null.
 */
const VISIBLE = `($1::boolean OR i.status IN ('listed', 'suspended') OR i.holder_id = $2 OR i.region_code = $3)`;

const visibilityOf = (actor: Actor): [boolean, string | null, string | null] => [
  oversees(actor),
  hasRole(actor, 'lab_manager', 'instrument_operator') ? actor.organisationId : null,
  hasRole(actor, 'county_reviewer') ? actor.organisationRegionCode : null,
];

/** One instrument the actor may see; undefined otherwise. */
export async function findVisible(
  tx: EntityManager,
  actor: Actor,
  id: string,
): Promise<InstrumentRow | undefined> {
  const rows: InstrumentRow[] = await tx.query(`${SELECT} WHERE ${VISIBLE} AND i.id = $4`, [
    ...visibilityOf(actor),
    id,
  ]);
  return rows[0];
}

/** Up to `limit` + 1 instruments the actor may see and the filter fits, newest first, after `cursor`. */
export function listVisible(
  tx: EntityManager,
  actor: Actor,
  filter: ListInstrumentsQuery,
  after: string | null,
  limit: number,
): Promise<InstrumentRow[]> {
  const { q, categoryCode, regionCode, outsideJiaxing, status, holderId } = filter;
  return tx.query(
    `${SELECT} WHERE ${VISIBLE}
        AND ($4::uuid IS NULL OR i.id < $4)
        AND ($5::text IS NULL OR i.status = $5)
        AND ($6::text IS NULL OR i.category_code LIKE $6)
        AND ($7::text IS NULL OR i.region_code LIKE $7)
        AND ($8::boolean IS NULL OR (i.region_code NOT LIKE '3304%') = $8)
        AND ${MATCHES('$9')}
        AND ($10::uuid IS NULL OR i.holder_id = $10)
      ORDER BY i.id DESC LIMIT $11`,
    [
      ...visibilityOf(actor),
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

/** Locks and reads an instrument for a change by its holder. */
export async function lockOwn(
  tx: EntityManager,
  actor: Actor,
  id: string,
): Promise<InstrumentRow | undefined> {
  const rows: InstrumentRow[] = await tx.query(
    `${SELECT} WHERE i.id = $1 AND i.holder_id = $2 FOR UPDATE OF i`,
    [id, actor.organisationId],
  );
  return rows[0];
}

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
