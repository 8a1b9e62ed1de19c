import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';
import type { Actor } from '@app/identity';
import { DENOMINATOR_NAMES, monthsOf, YEARLY_HOURS, yearsIn } from './denominator.rules';
import type { UtilisationItem, UtilisationQuery, UtilisationResponse } from './utilisation.dto';
import { figuresOf, HOURS_OF_WEEK, NO_MINUTES, sumOf } from './utilisation.rules';
import { type Counted, findCounted, findUsedMinutes, type UsedBy } from './utilisation.queries';

/** Longest period of one question; a longer one asks for each part. */
const MAX_YEARS = 10;

/** What a breakdown is made of. */
interface Found {
  used: readonly UsedBy[];
  counted: readonly Counted[];
  /** Yearly hours of all instruments together. */
  yearlyHours: number;
  years: number;
}

/** Effective, shared and external machine hours with their rates, within the reader's reach. */
@Injectable()
export class Utilisation {
  constructor(private readonly db: DataSource) {}

  /** @throws FieldsRefused for a period that ends before it starts or is longer than ten years (422) */
  async get(
    actor: Actor,
    { by, denominator = 'survey', ...period }: UtilisationQuery,
  ): Promise<UtilisationResponse> {
    requirePeriod(period);
    const scope = { actor, ...period };
    const [used, counted] = await Promise.all([
      findUsedMinutes(this.db.manager, scope, by),
      findCounted(this.db.manager, scope, by === 'holder' ? by : 'instrument', denominator),
    ]);
    const years = yearsIn(period);
    const yearlyHours = counted.reduce((sum, one) => sum + one.yearlyHours, 0);
    const { general, special } = YEARLY_HOURS[denominator];
    return {
      ...{ from: period.from, to: period.to, by },
      denominator: {
        ...{ name: denominator, label: DENOMINATOR_NAMES[denominator] },
        ...{ generalYearlyHours: general, specialYearlyHours: special, years },
      },
      total: figuresOf(sumOf(used), yearlyHours * years),
      items: itemsOf(by, period, { used, counted, yearlyHours, years }),
    };
  }
}

/** One item for each instrument, holder, month or hour of the week, those without use included. */
function itemsOf(
  by: UtilisationQuery['by'],
  period: Pick<UtilisationQuery, 'from' | 'to'>,
  { used, counted, yearlyHours, years }: Found,
): UtilisationItem[] {
  const minutes = new Map(used.map((one) => [one.key, one]));
  const item = (key: string, nameZh: string | null, hours: number | null): UtilisationItem => ({
    ...{ key, nameZh },
    ...figuresOf(minutes.get(key) ?? NO_MINUTES, hours),
  });
  if (by === 'month')
    return monthsOf(period).map(({ month, ...part }) =>
      item(month, null, yearlyHours * yearsIn(part)),
    );
  if (by === 'hour_of_week') return HOURS_OF_WEEK.map((key) => item(key, null, null));
  return counted.map((one) => item(one.id, one.nameZh, one.yearlyHours * years));
}

function requirePeriod({ from, to }: Pick<UtilisationQuery, 'from' | 'to'>): void {
  if (to < from)
    throw new FieldsRefused([
      fieldError('/to', 'order', to, { zh: `早于开始日期 ${from}`, en: `lies before ${from}` }),
    ]);
  if (yearsIn({ from, to }) > MAX_YEARS)
    throw new FieldsRefused([
      fieldError('/to', 'too-long', to, {
        zh: `与开始日期相距超过 ${MAX_YEARS} 年，请分段统计`,
        en: `is more than ${MAX_YEARS} years after the first day; ask for the parts`,
      }),
    ]);
}
