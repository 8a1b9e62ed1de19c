import { type Actor, hasRole } from '@app/identity';
import type { SecondApprover } from '@app/instruments';

/** What is known of a request when somebody wants to give the second word about it. */
export interface SecondQuestion {
  holderId: string;
  reservedBy: string;
  /** Who of the lab gave the first word. */
  approvedBy: string | null;
  /** Whose word it waits for after that of the lab; null while it waits for another one. */
  secondApproval: SecondApprover | null;
}

/** Whether somebody speaks for the side that is asked: the asset department of this holder, or the bureau. */
const speaksFor = (actor: Actor, side: SecondApprover, holderId: string): boolean =>
  side === 'bureau'
    ? hasRole(actor, 'bureau_reviewer')
    : hasRole(actor, 'holder_admin') && actor.organisationId === holderId;

/**
 * What keeps a person from giving the second word: it is not asked for, another side is asked, or the person gave the
 * first word or is who booked; null when nothing does.
 */
export function barFromSecond(
  actor: Actor,
  { holderId, reservedBy, approvedBy, secondApproval }: SecondQuestion,
): 'not-asked' | 'other-side' | 'same-person' | null {
  if (secondApproval === null) return 'not-asked';
  if (!speaksFor(actor, secondApproval, holderId)) return 'other-side';
  return [approvedBy, reservedBy].includes(actor.userId) ? 'same-person' : null;
}
