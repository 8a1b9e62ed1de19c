import type { OrderNews } from '@app/messaging';
import { ORDER_PAGE, PROVIDER_SIDE, USER_SIDE } from './order-sides';

const factsFor = (other: 'user' | 'provider'): string => `
  SELECT u.id AS user_id, u.email, NULL AS organisation, other.name_zh AS other, NULL AS reason, o.number AS order_number,
         c.detail->>'promisedOn' AS ends_on, ${ORDER_PAGE}
    FROM order_history c JOIN service_order o ON o.id = c.order_id
    JOIN organisation other ON other.id = o.${other}_organisation_id`;

/** Not sent when it is no longer so, and not to the side that took the step. */
const stillNewTo = (side: 'user' | 'provider'): string => `
  WHERE c.id = $1 AND $2::uuid IS NULL AND o.state = c.to_state
    AND c.organisation_id IS DISTINCT FROM o.${side}_organisation_id`;

const USER = `${factsFor('provider')} ${USER_SIDE} ${stillNewTo('user')}`;
const PROVIDER = `${factsFor('user')} ${PROVIDER_SIDE} ${stillNewTo('provider')}`;
const BOTH = `${USER} UNION ${PROVIDER}`;

const CHANGE = `
  SELECT FROM change_order h WHERE h.id = (c.detail->>'changeOrderId')::uuid`;
/** A reduction that only now has its second person is offered by that step alone. */
const OFFERED = `
  ${USER} AND EXISTS (${CHANGE} AND h.state = 'offered' AND (c.action = 'approve-change' OR h.approved_by IS NULL))`;
/** Whoever at the lab may agree to charge less, but for who proposed it. */
const TO_APPROVE = `
  ${factsFor('user')}
  JOIN membership m ON m.organisation_id = o.provider_organisation_id AND m.role IN ('lab_manager', 'holder_admin')
  JOIN app_user u ON u.id = m.user_id AND u.active AND u.id IS DISTINCT FROM c.actor_id
 WHERE c.id = $1 AND $2::uuid IS NULL AND EXISTS (${CHANGE} AND h.state = 'proposed')`;
/** A request for samples has no step of its own: the order is what is told of. */
const SUBMITTED = `
  SELECT u.id AS user_id, u.email, NULL AS organisation, other.name_zh AS other, NULL AS reason, o.number AS order_number,
         ${ORDER_PAGE}
    FROM service_order o JOIN organisation other ON other.id = o.user_organisation_id ${PROVIDER_SIDE}
   WHERE o.id = $1 AND $2::uuid IS NULL AND o.state = 'submitted'`;

/** Who is told, by the step ($1): the side that it concerns and that did not take it. */
export const ORDER_RECIPIENTS: Record<OrderNews, string> = {
  'order-submitted': SUBMITTED,
  'order-priced': USER,
  'order-quote-accepted': PROVIDER,
  'order-rejected': USER,
  'order-withdrawn': PROVIDER,
  'order-expired': BOTH,
  'order-sent': PROVIDER,
  'order-received': USER,
  'order-late': BOTH,
  'order-promise-moved': USER,
  'order-confirmed': BOTH,
  'order-cancelled': BOTH,
  'order-completed': BOTH,
  'order-accepted': PROVIDER,
  'order-accepted-by-silence': BOTH,
  'order-change-to-approve': TO_APPROVE,
  'order-change-offered': OFFERED,
  'order-change-accepted': PROVIDER,
  'order-change-declined': PROVIDER,
  'order-disputed': PROVIDER,
  'order-adjustment-offered': USER,
  'order-dispute-settled': PROVIDER,
  'order-dispute-decided': BOTH,
};
