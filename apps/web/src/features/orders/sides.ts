import { BOOKERS, hasRole, LAB } from '@/shared/roles';
import type { Me } from '@/shared/api/me';
import type { Order } from './api';

/** How a person's organisation stands to an order; `both` where a laboratory orders from its own organisation. */
export type Side = 'user' | 'provider' | 'both' | 'office';

type Parties = Pick<Order, 'userOrganisationId' | 'providerOrganisationId'>;

/** On which side of an order the asker stands. */
export function sideOf({ organisation: { id } }: Pick<Me, 'organisation'>, order: Parties): Side {
  const isUser = id === order.userOrganisationId;
  const isProvider = id === order.providerOrganisationId;
  if (isUser && isProvider) return 'both';
  if (isUser) return 'user';
  return isProvider ? 'provider' : 'office';
}

/** Whether somebody may write on an order, as far as their roles tell; the office writes while it settles a dispute. */
export function maySpeak(
  me: Pick<Me, 'organisation' | 'roles'>,
  order: Parties & Pick<Order, 'state'>,
): boolean {
  const side = sideOf(me, order);
  if (side === 'office') return order.state === 'disputed' && hasRole(me, ['bureau_reviewer']);
  return hasRole(me, side === 'provider' ? LAB : BOOKERS);
}
