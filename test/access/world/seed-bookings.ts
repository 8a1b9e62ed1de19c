import { DateTime } from 'luxon';
import { DEFAULT_BOOKING_POLICY, SHORT_FORM } from '@app/instruments';
import { orderNumber } from '@app/orders';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import { employerOf, type PersonName } from './cast';
import { dayAhead, heldHour } from './days';
import type { Ids } from './ids';
import { BOOKING_NAMES, type BookingName, STANDINGS } from './standings';

type Holder = 'university' | 'shanghai';
const HOLDERS: readonly Holder[] = ['university', 'shanghai'];

const longAgo = DateTime.utc().minus({ days: 30 });

const INSTRUMENTS: readonly [name: string, region: string, status: string][] = [
  ['university.draft', '330402', 'draft'],
  ['university.submitted', '330402', 'submitted'],
  ['university.listed', '330402', 'listed'],
  ['university.suspended', '330402', 'suspended'],
  ['university.away', '330481', 'submitted'],
  ['shanghai.draft', '310115', 'draft'],
  ['shanghai.listed', '310115', 'listed'],
];

/** Instruments with their terms and all that takes their time. */
export function bookingTables(ids: Ids): Tables {
  const instruments = INSTRUMENTS.map(([name]) => name);
  return [
    ['instrument', INSTRUMENTS.map((parts) => instrumentRow(ids, ...parts))],
    [
      'instrument_unit',
      instruments.map((name) => ({
        id: ids.of(`unit:${name}`),
        instrument_id: ids.of(`instrument:${name}`),
        position: 1,
        name: '1',
      })),
    ],
    [
      'lab',
      HOLDERS.map((holder) => ({
        id: ids.of(`lab:${holder}`),
        holder_id: ids.organisation(holder),
        name_zh: '电镜室',
      })),
    ],
    [
      'shared_resource',
      HOLDERS.map((holder) => ({
        id: ids.of(`resource:${holder}`),
        holder_id: ids.organisation(holder),
        kind: 'accessory',
        name_zh: '冷台',
        created_by: ids.person(`${holder}.first`),
      })),
    ],
    [
      'instrument_file',
      instruments.flatMap((name) =>
        (['photo', 'evidence'] as const).map((use) => ({
          instrument_id: ids.of(`instrument:${name}`),
          file_id: ids.of(`file:${holderOf(name)}.${use}`),
          kind: use === 'photo' ? 'photo' : 'funding_evidence',
          attached_by: ids.person(`${holderOf(name)}.first`),
        })),
      ),
    ],
    ['instrument_revision', REVISED.map(([name, state]) => revisionRow(ids, name, state))],
    ...termsTables(ids, instruments),
    ['service_order', BOOKING_NAMES.map((name, index) => orderRow(ids, name, index))],
    ['change_order', BOOKING_NAMES.map((name) => changeOrderRow(ids, name))],
    ['reservation_series', BOOKING_NAMES.map((name) => seriesRow(ids, name))],
    ['reservation', BOOKING_NAMES.map((name, index) => reservationRow(ids, name, index))],
    ['penalty', BOOKING_NAMES.map((name) => penaltyRow(ids, name))],
    ['downtime', HOLDERS.map((holder) => downtimeRow(ids, holder))],
    ['displacement_proposal', BOOKING_NAMES.map((name) => proposalRow(ids, name))],
    ['waiting_entry', (['enterprise', 'university'] as const).map((name) => waitingRow(ids, name))],
    ['maintenance_plan', HOLDERS.map((holder) => maintenancePlanRow(ids, holder))],
    ['maintenance_date', HOLDERS.map((holder) => maintenanceDateRow(ids, holder))],
    [
      'occupancy',
      [
        ...BOOKING_NAMES.map((name, index) => reservedRow(ids, name, index)),
        ...HOLDERS.map((holder) => downRow(ids, holder)),
        ...(['enterprise', 'enterprise2', 'university'] as const).map((name) => heldRow(ids, name)),
      ],
    ],
  ];
}

const holderOf = (instrument: string): Holder => instrument.split('.')[0] as Holder;

const instrumentRow = (ids: Ids, name: string, regionCode: string, status: string): Row => ({
  id: ids.of(`instrument:${name}`),
  holder_id: ids.organisation(holderOf(name)),
  name_zh: '场发射扫描电子显微镜',
  asset_number: name,
  category_code: '010102',
  category_scheme: 'nrii-2024',
  model: 'Sigma 300',
  manufacturer: 'ZEISS',
  original_value_fen: 245_000_000,
  funding_classes: ['fiscal_local'],
  accepted_on: '2025-03-18',
  region_code: regionCode,
  address: '理化楼 101',
  status,
  must_share: true,
  report_due_provisional: false,
  online_booking: true,
  contact_name: '王晓',
  contact_phone: '0573-83640000',
  listed_at: status === 'listed' || status === 'suspended' ? longAgo : null,
  ...reviewColumns(ids, name, status === 'submitted'),
  version: 1,
  created_at: longAgo,
  updated_at: longAgo,
});

/** One step that waits, for what the laboratory submitted, or somebody who has moved to the office since. */
const reviewColumns = (ids: Ids, name: string, waits: boolean): Row => ({
  review_steps: waits ? SHORT_FORM : null,
  review_step: waits ? SHORT_FORM[0]?.step : null,
  review_due_on: waits ? dayAhead(7).toISODate() : null,
  review_submitted_by: waits
    ? ids.person(name.endsWith('away') ? 'bureau.second' : 'university.second')
    : null,
});

/** Listed instruments with a change of a reviewed field on its way, or about to be. */
const REVISED = [
  ['university.suspended', 'submitted'],
  ['university.listed', 'draft'],
  ['shanghai.listed', 'submitted'],
] as const;

const revisionRow = (ids: Ids, name: string, state: 'draft' | 'submitted'): Row => ({
  id: ids.of(`revision:${name}`),
  instrument_id: ids.of(`instrument:${name}`),
  state,
  changes: [{ field: 'model', from: 'Sigma 300', to: 'Sigma 500' }],
  returned_fields: [],
  ...reviewColumns(ids, name, state === 'submitted'),
  review_submitted_by: state === 'submitted' ? ids.person(`${holderOf(name)}.second`) : null,
  review_due_provisional: false,
  version: 1,
  created_by: ids.person(`${holderOf(name)}.second`),
  created_at: longAgo,
  updated_at: longAgo,
});

function termsTables(ids: Ids, instruments: readonly string[]): Tables {
  const rules = { ...DEFAULT_BOOKING_POLICY, version: undefined, approval: 'instant' };
  const terms = (name: string, parts: Row): Row => ({
    instrument_id: ids.of(`instrument:${name}`),
    version: 1,
    created_by: ids.person(`${holderOf(name)}.second`),
    created_at: longAgo,
    ...parts,
  });
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
  return [
    [
      'opening_hours',
      instruments.map((name) => terms(name, { weekly, exceptions: [], on_holidays: 'open' })),
    ],
    ['booking_policy', instruments.map((name) => terms(name, { rules }))],
    [
      'fee_schedule',
      instruments.map((name) =>
        terms(name, {
          valid_from: '2020-01-01',
          lines: [{ kind: 'per_hour', amountFen: 60_000 }],
        }),
      ),
    ],
  ];
}

/** Each booking has a day of its own. */
const periodOf = (index: number): [DateTime<true>, DateTime<true>] => [
  dayAhead(5 + index).plus({ hours: 9 }),
  dayAhead(5 + index).plus({ hours: 11 }),
];

const rangeOf = (from: DateTime<true>, to: DateTime<true>): string =>
  `[${from.toISO()},${to.toISO()})`;

/** Who books at whose listed instrument. */
function partiesOf(name: BookingName): { person: PersonName; holder: Holder } {
  const { own, across } = STANDINGS.get(`reservation:${name}`) ?? {};
  if (!own || !across?.[0]) throw new Error(`${name} has no two sides`);
  return { person: own, holder: across[0] as Holder };
}

function orderRow(ids: Ids, name: BookingName, index: number): Row {
  const { person, holder } = partiesOf(name);
  return {
    id: ids.of(`order:${name}`),
    serial: 1_000 + index,
    number: orderNumber(2026, 1_000 + index),
    kind: 'slot',
    user_organisation_id: ids.organisation(employerOf(person)),
    provider_organisation_id: ids.organisation(holder),
    instrument_id: ids.of(`instrument:${holder}.listed`),
    placed_by: ids.person(person),
    purpose: 'testing',
    state: 'open',
    list_fen: 120_000,
    voucher_fen: 0,
    own_fen: 120_000,
    captured_fen: 0,
    version: 1,
    created_at: longAgo,
  };
}

/** A sample more, which waits for the user side's answer. */
const changeOrderRow = (ids: Ids, name: BookingName): Row => ({
  id: ids.of(`change-order:${name}`),
  order_id: ids.of(`order:${name}`),
  state: 'offered',
  lines: [{ kind: 'extra_samples', text: '加测', quantity: 1, amountFen: 5_000, changeFen: 5_000 }],
  amount_fen: 5_000,
  fee_before_fen: 120_000,
  fee_after_fen: 125_000,
  is_reduction: false,
  reason: '样品增加',
  proposed_by: ids.person(`${partiesOf(name).holder}.second`),
  created_at: longAgo,
});

/** Of one date each: a series stands as its reservations do. */
function seriesRow(ids: Ids, name: BookingName): Row {
  const { person, holder } = partiesOf(name);
  return {
    id: ids.of(`reservation-series:${name}`),
    instrument_id: ids.of(`instrument:${holder}.listed`),
    user_organisation_id: ids.organisation(employerOf(person)),
    reserved_by: ids.person(person),
    repeat: { every: 'week', interval: 1, count: 1 },
    created_at: longAgo,
  };
}

function reservationRow(ids: Ids, name: BookingName, index: number): Row {
  const { person, holder } = partiesOf(name);
  const [startsAt, endsAt] = periodOf(index);
  return {
    id: ids.of(`reservation:${name}`),
    order_id: ids.of(`order:${name}`),
    series_id: ids.of(`reservation-series:${name}`),
    instrument_id: ids.of(`instrument:${holder}.listed`),
    user_organisation_id: ids.organisation(employerOf(person)),
    reserved_by: ids.person(person),
    starts_at: startsAt,
    ends_at: endsAt,
    set_up_minutes: 0,
    clean_up_minutes: 0,
    policy_version: 1,
    state: /confirmed|inhouse/.test(name) ? 'confirmed' : 'requested',
    // One that the laboratory has approved waits for the asset department.
    approved_by: name === 'shanghai.visiting' ? ids.person('university.first') : null,
    second_approval: name === 'shanghai.visiting' ? 'holder' : null,
    version: 1,
    created_at: longAgo,
  };
}

/** Points that no policy asks for: of each booking, so that both of its sides have some. */
function penaltyRow(ids: Ids, name: BookingName): Row {
  const { person, holder } = partiesOf(name);
  return {
    id: ids.of(`penalty:${name}`),
    reservation_id: ids.of(`reservation:${name}`),
    user_id: ids.person(person),
    user_organisation_id: ids.organisation(employerOf(person)),
    holder_id: ids.organisation(holder),
    cause: 'late-cancel',
    points: 1,
    given_at: longAgo,
  };
}

const occupancy = (ids: Ids, name: string, holder: Holder, parts: Row): Row => ({
  id: ids.of(name),
  unit_id: ids.of(`unit:${holder}.listed`),
  blocking: true,
  reservation_id: null,
  downtime_id: null,
  held_by: null,
  expires_at: null,
  prolonged: false,
  created_at: longAgo,
  ...parts,
});

const reservedRow = (ids: Ids, name: BookingName, index: number): Row =>
  occupancy(ids, `occupancy:${name}`, partiesOf(name).holder, {
    during: rangeOf(...periodOf(index)),
    kind: 'reservation',
    reservation_id: ids.of(`reservation:${name}`),
  });

const downtimePeriod = (): [DateTime<true>, DateTime<true>] => [dayAhead(15), dayAhead(16)];

function downtimeRow(ids: Ids, holder: Holder): Row {
  const [startsAt, endsAt] = downtimePeriod();
  return {
    id: ids.of(`downtime:${holder}`),
    instrument_id: ids.of(`instrument:${holder}.listed`),
    kind: 'maintenance',
    reason: '保养',
    starts_at: startsAt,
    ends_at: endsAt,
    end_unknown: false,
    reported_by: ids.person(`${holder}.second`),
    created_at: longAgo,
  };
}

/** To cancel, which holds no time. */
const proposalRow = (ids: Ids, name: BookingName): Row => ({
  id: ids.of(`proposal:${name}`),
  reservation_id: ids.of(`reservation:${name}`),
  kind: 'cancel',
  instrument_id: ids.of(`instrument:${partiesOf(name).holder}.listed`),
  state: 'open',
  expires_at: dayAhead(1).toISO(),
});

const waitingRow = (ids: Ids, name: 'enterprise' | 'university'): Row => ({
  id: ids.of(`waiting-entry:${name}`),
  user_id: ids.person(`${name}.first`),
  user_organisation_id: ids.organisation(name),
  instrument_id: ids.of('instrument:university.listed'),
  wanted_from: downtimePeriod()[0].toISO(),
  wanted_until: downtimePeriod()[1].toISO(),
  minutes: 60,
  purpose: 'testing',
  alert_only: false,
  state: 'waiting',
});

function maintenancePlanRow(ids: Ids, holder: Holder): Row {
  const [startsAt, endsAt] = downtimePeriod();
  return {
    id: ids.of(`maintenance-plan:${holder}`),
    instrument_id: ids.of(`instrument:${holder}.listed`),
    reason: '保养',
    first_starts_at: startsAt.toISO(),
    first_ends_at: endsAt.toISO(),
    repeat: { every: 'week', interval: 1, count: 1 },
    displaces: false,
    created_by: ids.person(`${holder}.second`),
  };
}

const maintenanceDateRow = (ids: Ids, holder: Holder): Row => ({
  plan_id: ids.of(`maintenance-plan:${holder}`),
  starts_at: downtimePeriod()[0].toISO(),
  downtime_id: ids.of(`downtime:${holder}`),
});

const downRow = (ids: Ids, holder: Holder): Row =>
  occupancy(ids, `occupancy:${holder}.down`, holder, {
    during: rangeOf(...downtimePeriod()),
    kind: 'maintenance',
    downtime_id: ids.of(`downtime:${holder}`),
  });

function heldRow(ids: Ids, name: 'enterprise' | 'enterprise2' | 'university'): Row {
  const { startsAt, endsAt } = heldHour(name);
  return occupancy(ids, `hold:${name}`, 'university', {
    during: `[${startsAt},${endsAt})`,
    kind: 'hold',
    held_by: ids.person(`${name}.first`),
    expires_at: DateTime.utc().plus({ days: 1 }),
  });
}
