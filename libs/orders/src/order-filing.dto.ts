import { IntersectionType, OmitType, PartialType } from '@nestjs/swagger';
import { OneOf } from '@app/http';
import { FileOfflineServiceRequest } from './offline/offline.dto';
import { type Nature, NATURES, type Purpose, PURPOSES } from './order.words';
import { CreateOrderRequest } from './samples/sample.dto';

/** Kinds of orders that are placed by themselves; one for machine time comes with its reservation. */
export const PLACED_KINDS = ['sample', 'offline'] as const;
type PlacedKind = (typeof PLACED_KINDS)[number];

const COMMON = ['kind', 'purpose', 'nature'] as const;

/**
 * Body of `POST /orders`: what any kind may be told. Which of it an order of the kind needs, and which it does not take,
 * is checked by the request of the kind.
 */
export class PlaceOrderRequest extends IntersectionType(
  PartialType(OmitType(CreateOrderRequest, COMMON)),
  PartialType(OmitType(FileOfflineServiceRequest, COMMON)),
) {
  @OneOf(PLACED_KINDS) kind: PlacedKind;
  @OneOf(PURPOSES) purpose: Purpose;
  @OneOf(NATURES, { optional: true, description: 'what is ordered; undeclared if absent' })
  nature?: Nature;
}
