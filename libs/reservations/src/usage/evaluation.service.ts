import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Language } from '@app/common';
import type { SheetContent } from '@app/files';
import type { Actor } from '@app/identity';
import { findUsedMinutes } from './utilisation.queries';
import { type Denominator, YEARLY_HOURS } from './denominator.rules';
import type { EvaluationQuery } from './evaluation.dto';
import { type EvaluatedInstrument, findEvaluated } from './evaluation.queries';
import { evaluationHeader, evaluationRow } from './evaluation-sheet';
import { figuresOf, NO_MINUTES } from './utilisation.rules';

/** What the province asks of each instrument for its evaluation of open sharing (开放共享评价). */
@Injectable()
export class Evaluation {
  constructor(private readonly db: DataSource) {}

  /** One row for each instrument within the reader's reach, by holder. */
  async sheet(
    actor: Actor,
    { year, acceptedFrom, acceptedTo, denominator = 'survey' }: EvaluationQuery,
    language: Language,
  ): Promise<SheetContent> {
    const scope = { actor, from: `${year}-01-01`, to: `${year}-12-31` };
    const [instruments, used] = await Promise.all([
      findEvaluated(this.db.manager, scope, { acceptedFrom, acceptedTo }),
      findUsedMinutes(this.db.manager, scope, 'instrument'),
    ]);
    const minutes = new Map(used.map((one) => [one.key, one]));
    return {
      header: evaluationHeader(language, denominator),
      rows: instruments.map((one) =>
        evaluationRow(
          one,
          figuresOf(minutes.get(one.id) ?? NO_MINUTES, yearlyHoursOf(one, denominator)),
          language,
        ),
      ),
    };
  }
}

const yearlyHoursOf = ({ type }: EvaluatedInstrument, denominator: Denominator): number =>
  YEARLY_HOURS[denominator][type === 'special' ? 'special' : 'general'];
