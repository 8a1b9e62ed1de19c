import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import type { BookingPolicy } from './terms';

/** Rules about points that say something only together. */
const TOGETHER = [
  ['lateCancelPoints', 'lateCancelMinutes'],
  ['banThreshold', 'banDays'],
] as const;

/** What is missing of the rules about points, each at the field to fill. */
export const penaltyFaults = (policy: BookingPolicyPoints): FieldError[] =>
  TOGETHER.flatMap(([one, other]) => [
    ...missing(policy, one, other),
    ...missing(policy, other, one),
  ]);

type Field = (typeof TOGETHER)[number][number];
type BookingPolicyPoints = Pick<BookingPolicy, Field>;

function missing(policy: BookingPolicyPoints, field: Field, other: Field): FieldError[] {
  if (policy[field] !== null || policy[other] === null) return [];
  const must = {
    zh: `须与 ${other} 一并填写，或将两者都留空`,
    en: `goes with ${other}; give both or neither`,
  };
  return [fieldError(`/${field}`, 'needed-with', null, must)];
}
