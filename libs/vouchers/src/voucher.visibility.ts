import { type Actor, oversees } from '@app/identity';

/** Whether the actor watches over public money and so sees every organisation's; all others see their own. */
export const seesEveryOrganisation = (actor: Actor): boolean => oversees(actor);
