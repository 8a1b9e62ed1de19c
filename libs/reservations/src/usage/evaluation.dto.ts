import { CivilDateField, OneOf, WholeNumber } from '@app/http';
import { type Denominator, DENOMINATORS } from './denominator.rules';

/** Of one civil year, and of the instruments commissioned within a window when one is given. */
export class EvaluationQuery {
  @WholeNumber({ min: 2000, max: 2199, fromQuery: true }) year: number;
  @CivilDateField({ optional: true, description: 'first day of acceptance' }) acceptedFrom?: string;
  @CivilDateField({ optional: true, description: 'last day of acceptance' }) acceptedTo?: string;
  @OneOf(DENOMINATORS, { optional: true, description: 'survey (1600 h) unless told' })
  denominator?: Denominator;
}
