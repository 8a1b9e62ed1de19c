import type { Text } from '@app/common';
import {
  CRITERIA,
  type Criterion,
  type Obstacle,
  OBSTACLE_NAMES,
  OBSTACLES,
  type QualityFacts,
} from './completeness.criteria';

/** A gap of a record. */
export interface MissingField {
  field: keyof QualityFacts;
  label: Text;
  blocks: Obstacle | null;
}

/** How complete a record is. */
export interface Completeness {
  /** 0 to 100; 100 only when nothing is missing. */
  score: number;
  /** The most urgent first. */
  missing: MissingField[];
  /** One sentence: how many are missing, and what that affects. */
  summary: Text;
}

/** Judges what is known of an instrument: how complete, what is missing, and what each gap stands in the way of. */
export function completeness(facts: QualityFacts): Completeness {
  const asked = CRITERIA.filter(({ appliesIf }) => appliesIf === null || facts[appliesIf]);
  const gaps = asked.filter(({ field }) => isGap(facts[field]));
  const missing = gaps.map(({ field, label, blocks }) => ({ field, label, blocks }));
  const [total, lacking] = [weightOf(asked), weightOf(gaps)];
  // Rounded down, so that 100 is complete.
  const score = Math.floor((100 * (total - lacking)) / total);
  return { score, missing, summary: summaryOf(missing) };
}

/** Null, an empty text, an empty list, or a no. */
const isGap = (value: QualityFacts[keyof QualityFacts]): boolean =>
  value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0);

const weightOf = (criteria: readonly Criterion[]): number =>
  criteria.reduce((sum, { weight }) => sum + weight, 0);

function summaryOf(missing: readonly MissingField[]): Text {
  const count = missing.length;
  if (count === 0) return { zh: '资料完整', en: 'complete' };
  const affected = OBSTACLES.filter((one) => missing.some(({ blocks }) => blocks === one));
  const names = affected.map((one) => OBSTACLE_NAMES[one]);
  if (names.length === 0) {
    return { zh: `缺 ${count} 项，不影响办理`, en: `${count} missing, which stands in no way` };
  }
  return {
    zh: `缺 ${count} 项，影响${names.map(({ zh }) => zh).join('、')}`,
    en: `${count} missing, which affects ${names.map(({ en }) => en).join(', ')}`,
  };
}
