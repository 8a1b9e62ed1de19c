import type { DateTime } from 'luxon';
import { civilDateOf, fen } from '@app/common';
import {
  beginReview,
  dutyOf,
  type FeeLine,
  type FeeSchedule,
  type InstrumentStatus,
  SHORT_FORM,
} from '@app/instruments';
import { type Cast, type OrganisationKey, ORGANISATIONS } from './cast';
import type { CatalogueEntry, HolderCatalogue, Prices } from './catalogue';
import { JIAXING_CATALOGUE } from './catalogue-jiaxing';
import { descriptionColumns } from './descriptions';
import { DELTA_CATALOGUE } from './catalogue-delta';
import { Chance } from './chance';
import { seedId } from './seed-id';
import { dateOf, dayOf, type Story } from './story';
import { planTerms, type Terms } from './terms';

/** An instrument of the demonstration with everything a booking depends on. */
export interface SeedInstrument {
  id: string;
  entry: CatalogueEntry;
  assetNumber: string;
  holder: OrganisationKey;
  address: string;
  regionCode: string;
  status: InstrumentStatus;
  /** Civil date. */
  acceptedOn: string;
  registeredAt: DateTime;
  terms: Terms;
  /** The newest first; `validFrom` decides which holds on a day. */
  fees: readonly FeeSchedule[];
  unitIds: readonly string[];
}

/** Every so manieth instrument changed its prices lately, so that orders of two price lists stand side by side. */
const REPRICED_EACH = 7;
const REPRICED_DAYS_AGO = 10;
const LISTED_DAYS: readonly [number, number] = [60, 400];
const NEW_DAYS: readonly [number, number] = [8, 25];

/** All instruments of the demonstration in the order of the catalogue. */
export function planInstruments(story: Story): SeedInstrument[] {
  const terms = planTerms(story);
  return [...JIAXING_CATALOGUE, ...DELTA_CATALOGUE].flatMap((catalogue) =>
    catalogue.entries.map((entry, index) => ({
      ...planInstrument(story, catalogue, entry, index),
      terms: terms[entry[8]],
    })),
  );
}

function planInstrument(
  story: Story,
  { holder, assetPrefix, address }: HolderCatalogue,
  entry: CatalogueEntry,
  index: number,
): Omit<SeedInstrument, 'terms'> {
  const [, , , , , , , , , prices, { units = 1, status = 'listed' } = {}] = entry;
  const assetNumber = `${assetPrefix}-${String(index + 1).padStart(4, '0')}`;
  const chance = new Chance(`instrument ${assetNumber}`);
  const isNew = status === 'draft' || status === 'submitted' || status === 'returned';
  const registeredDaysAgo = chance.whole(...(isNew ? NEW_DAYS : LISTED_DAYS));
  const registeredAt = dayOf(story, -registeredDaysAgo).plus({ minutes: chance.whole(540, 1_020) });
  const id = seedId(registeredAt, `instrument ${assetNumber}`);
  return {
    id,
    entry,
    assetNumber,
    holder,
    address: `${address} ${chance.whole(1, 5)}${String(chance.whole(1, 20)).padStart(2, '0')} 室`,
    regionCode: ORGANISATIONS[holder].regionCode,
    status,
    acceptedOn: civilDateOf(
      registeredAt.minus({ days: isNew ? chance.whole(2, 20) : chance.whole(5, 2_500) }),
    ),
    registeredAt,
    fees: feesOf(story, prices, civilDateOf(registeredAt), index % REPRICED_EACH === 1),
    unitIds: Array.from({ length: units }, (_, position) =>
      seedId(registeredAt, `unit ${assetNumber} ${position + 1}`),
    ),
  };
}

function feesOf(story: Story, prices: Prices, validFrom: string, repriced: boolean): FeeSchedule[] {
  const first = { version: 1, validFrom, lines: linesOf(prices, 1) };
  if (!repriced) return [first];
  const second = {
    version: 2,
    validFrom: dateOf(story, -REPRICED_DAYS_AGO),
    lines: linesOf(prices, 1.1),
  };
  return second.validFrom > validFrom ? [second, first] : [first];
}

const linesOf = (prices: Prices, factor: number): FeeLine[] =>
  (Object.keys(prices) as FeeLine['kind'][]).map((kind) => ({
    kind,
    amountFen: fen(Math.round((prices[kind] ?? 0) * factor) * 100),
    tier: null,
  }));

/** The price list valid on a civil date. */
export const feesOn = ({ fees }: SeedInstrument, date: string): FeeSchedule | undefined =>
  fees.find(({ validFrom }) => validFrom <= date);

/** The row of an instrument; `version` and `changedAt` follow from its history and terms. */
export function instrumentRow(
  { story, cast }: { story: Story; cast: Cast },
  instrument: SeedInstrument,
  life: { version: number; changedAt: DateTime; listedAt: DateTime | null; reason: string | null },
): Record<string, unknown> {
  const [nameZh, nameEn, categoryCode, model, manufacturer, country, value, funding] =
    instrument.entry;
  const { acceptedOn } = instrument;
  const given = {
    ...{ originalValueFen: fen(value), fundingClasses: [...funding], acceptedOn },
    ...{ uses: ['research' as const], useObliged: false },
  };
  const duty = dutyOf(given, story.calendar);
  return {
    id: instrument.id,
    holder_id: cast.organisationId(instrument.holder),
    name_zh: nameZh,
    name_en: nameEn,
    asset_number: instrument.assetNumber,
    category_code: categoryCode,
    category_scheme: 'nrii-2024',
    model,
    manufacturer,
    country_of_origin: country,
    original_value_fen: value,
    funding_classes: funding,
    accepted_on: acceptedOn,
    ...descriptionColumns(instrument.holder, instrument.entry),
    region_code: instrument.regionCode,
    address: instrument.address,
    status: instrument.status,
    must_share: duty.mustShare,
    report_due_on: duty.reportDueOn,
    report_due_provisional: duty.reportDueProvisional,
    online_booking: true,
    contact_name: '仪器平台',
    contact_phone: ORGANISATIONS[instrument.holder].phone,
    status_reason: life.reason,
    ...reviewColumns(story, instrument, {
      by: cast.actingFor(instrument.holder),
      at: life.changedAt,
    }),
    listed_at: life.listedAt,
    version: life.version,
    created_at: instrument.registeredAt,
    updated_at: life.changedAt,
  };
}

/** Where the review of a submitted one stands: at the one step of the short form. */
function reviewColumns(
  { calendar }: Story,
  { status }: SeedInstrument,
  submitted: { by: string; at: DateTime },
): Record<string, unknown> {
  const counting = { today: civilDateOf(submitted.at), calendar };
  const review = status === 'submitted' ? beginReview(SHORT_FORM, submitted.by, counting) : null;
  return {
    review_steps: review?.steps ?? null,
    review_step: review?.step ?? null,
    review_due_on: review?.dueOn ?? null,
    review_due_provisional: review?.provisional ?? false,
    review_submitted_by: review?.submittedBy ?? null,
  };
}
