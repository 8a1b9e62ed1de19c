import type { DateTime } from 'luxon';
import type { InstrumentStatus } from '@app/instruments';
import type { Cast, OrganisationKey } from './cast';
import { instrumentRow, type SeedInstrument } from './instruments';
import type { Row, Tables } from './rows';
import { seedId } from './seed-id';
import { dayOf, type Story } from './story';

interface Step {
  transition: 'create' | 'submit' | 'approve' | 'return' | 'suspend' | 'retire';
  from: InstrumentStatus | null;
  to: InstrumentStatus;
  at: DateTime;
  reason: string | null;
}

type StepPlan = readonly [transition: Step['transition'], to: InstrumentStatus, reason?: string];

const REGISTERED: readonly StepPlan[] = [['create', 'draft']];
const SUBMITTED: readonly StepPlan[] = [...REGISTERED, ['submit', 'submitted']];
const LISTED: readonly StepPlan[] = [...SUBMITTED, ['approve', 'listed']];

/** How an instrument came to be what it is. */
const LIVES: Readonly<Record<InstrumentStatus, readonly StepPlan[]>> = {
  draft: REGISTERED,
  submitted: SUBMITTED,
  listed: LISTED,
  returned: [...SUBMITTED, ['return', 'returned', '请补充验收报告编号，并核对资金来源。']],
  suspended: [...LISTED, ['suspend', 'suspended', '镜头组返厂维修，预计两周后恢复。']],
  retired: [...LISTED, ['retire', 'retired', '超过使用年限，已办理资产报废。']],
};
const HOURS_BETWEEN_STEPS = 50;
/** Suspension and retirement are news, not part of the registration. */
const LATE_STEP_DAYS_AGO = 6;

function stepsOf(story: Story, instrument: SeedInstrument): Step[] {
  return LIVES[instrument.status].map(([transition, to, reason = null], index, plans) => {
    const late = transition === 'suspend' || transition === 'retire';
    const at = late
      ? dayOf(story, -LATE_STEP_DAYS_AGO).plus({ hours: 10 })
      : instrument.registeredAt.plus({ hours: HOURS_BETWEEN_STEPS * index });
    return { transition, from: plans[index - 1]?.[1] ?? null, to, at, reason };
  });
}

/** Who takes a step: the holder, or the bureau, or the county for what stands in it. */
function actorOf(cast: Cast, { holder }: SeedInstrument, { transition }: Step) {
  const reviewed = transition === 'approve' || transition === 'return';
  if (!reviewed)
    return { actor_id: cast.actingFor(holder), organisation_id: cast.organisationId(holder) };
  const [person, office]: ['county' | 'bureau', OrganisationKey] =
    holder === 'machining' ? ['county', 'county'] : ['bureau', 'bureau'];
  return { actor_id: cast.personId(person), organisation_id: cast.organisationId(office) };
}

function historyRow(cast: Cast, instrument: SeedInstrument, step: Step): Row {
  return {
    id: seedId(step.at, `history ${instrument.assetNumber} ${step.transition}`),
    instrument_id: instrument.id,
    transition: step.transition,
    from_status: step.from,
    to_status: step.to,
    reason: step.reason,
    ...actorOf(cast, instrument, step),
    created_at: step.at,
  };
}

/** A draft has no terms yet; everything that went to review has. */
const hasTerms = ({ status }: SeedInstrument): boolean => status !== 'draft';

/** Versions of terms in force, each of which counted the instrument's own version up. */
const termsCount = (instrument: SeedInstrument): number =>
  hasTerms(instrument) ? 2 + instrument.fees.length : 0;

/** The rows of all instruments with their units, terms and history. */
export function instrumentTables(
  story: Story,
  cast: Cast,
  instruments: readonly SeedInstrument[],
): Tables {
  const lives = instruments.map((instrument) => ({
    instrument,
    steps: stepsOf(story, instrument),
  }));
  const rows = lives.map(({ instrument, steps }) => {
    const last = steps.at(-1);
    return instrumentRow({ story, cast }, instrument, {
      version: steps.length + termsCount(instrument),
      changedAt: last?.at ?? instrument.registeredAt,
      listedAt: steps.find(({ to }) => to === 'listed')?.at ?? null,
      reason: last?.reason ?? null,
    });
  });
  return [
    ['instrument', rows],
    ['instrument_unit', instruments.flatMap(unitRows)],
    [
      'instrument_history',
      lives.flatMap(({ instrument, steps }) =>
        steps.map((step) => historyRow(cast, instrument, step)),
      ),
    ],
    ...termsTables(cast, instruments.filter(hasTerms)),
  ];
}

const unitRows = (instrument: SeedInstrument): Row[] =>
  instrument.unitIds.map((id, index) => ({
    id,
    instrument_id: instrument.id,
    position: index + 1,
    name: `${index + 1}号位`,
  }));

function termsTables(cast: Cast, instruments: readonly SeedInstrument[]): Tables {
  const common = (instrument: SeedInstrument) => ({
    instrument_id: instrument.id,
    created_by: cast.actingFor(instrument.holder),
    created_at: instrument.registeredAt.plus({ hours: 1 }),
  });
  return [
    [
      'opening_hours',
      instruments.map((instrument) => {
        const { version, weekly, exceptions, onHolidays } = instrument.terms.hours;
        return { ...common(instrument), version, weekly, exceptions, on_holidays: onHolidays };
      }),
    ],
    [
      'booking_policy',
      instruments.map((instrument) => {
        const { version, ...rules } = instrument.terms.policy;
        return { ...common(instrument), version, rules };
      }),
    ],
    [
      'fee_schedule',
      instruments.flatMap((instrument) =>
        instrument.fees.map(({ version, validFrom, lines }) => ({
          ...common(instrument),
          version,
          valid_from: validFrom,
          lines,
        })),
      ),
    ],
  ];
}
