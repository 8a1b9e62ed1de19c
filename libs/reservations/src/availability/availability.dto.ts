import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import type { Text } from '@app/common';
import { BooleanField, IdField, InstantField, OneOf, TextField, WholeNumber } from '@app/http';
import { SearchFilters } from '@app/instruments';
import { type Purpose, PURPOSES, QuoteResponse } from '@app/orders';
import { OCCUPANCY_KINDS, type OccupancyKind } from '../reservation.words';

export class AvailabilityQuery {
  @InstantField({ fromQuery: true }) from: string;
  @InstantField({ fromQuery: true, description: 'at most 31 days after `from`' }) to: string;
}

export class FreePeriod {
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
}

export class BusyPeriod extends FreePeriod {
  @ApiProperty({ enum: OCCUPANCY_KINDS }) kind: OccupancyKind;
}

/**
 * What stands against the asker's own booking in a part of the free time, and what to do about it: a booking inside that
 * part is refused with this code.
 */
export class RestrictionResponse extends FreePeriod {
  @ApiProperty({ description: 'as in the reasons of a refusal' }) code: string;
  /** In both languages inside the process, one sentence on the wire. */
  @ApiProperty({ type: String, description: 'in the language of the reader' })
  message: Text | string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'what explains it' })
  values: Record<string, unknown>;
}

/** When an instrument is free for a booking, and what takes it otherwise; nobody's name. */
export class AvailabilityResponse {
  @ApiProperty({ type: [FreePeriod] }) free: FreePeriod[];
  @ApiProperty({ type: [BusyPeriod] }) busy: BusyPeriod[];
  @ApiProperty({
    type: [RestrictionResponse],
    description: 'the asker’s own, for the shortest booking',
  })
  restrictions: RestrictionResponse[];
}

/** What the list of instruments is narrowed down by, but for its order. */
class Narrowing extends PickType(SearchFilters, [
  ...(['service', 'maxPerHourFen', 'tags', 'near', 'withinKm'] as const),
]) {}

export class SearchAvailabilityQuery extends IntersectionType(AvailabilityQuery, Narrowing) {
  @TextField({ max: 100, optional: true }) q?: string;
  @TextField({ max: 6, optional: true }) categoryCode?: string;
  @TextField({ max: 20, optional: true }) regionCode?: string;
  @BooleanField({ optional: true, fromQuery: true }) outsideJiaxing?: boolean;
  @IdField({ optional: true, description: 'show prices after this voucher' }) voucherId?: string;
  @OneOf(PURPOSES, { optional: true, description: 'of the service; testing unless told' })
  purpose?: Purpose;
  @WholeNumber({ min: 5, max: 10_080, fromQuery: true }) durationMinutes: number;
  @WholeNumber({ min: 1, max: 50, fromQuery: true, optional: true }) limit?: number;
}

export class FoundInstrument {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() model: string;
  @ApiProperty() holderNameZh: string;
  @ApiProperty() regionCode: string;
  @ApiProperty() categoryCode: string;
}

/** An instrument with its first free slots and the list price of such a slot. */
export class FoundAvailability {
  @ApiProperty({ type: FoundInstrument }) instrument: FoundInstrument;
  @ApiProperty({ type: [FreePeriod] }) slots: FreePeriod[];
  @ApiProperty({ type: QuoteResponse }) quote: QuoteResponse;
  @ApiProperty({ type: [RestrictionResponse], description: 'the asker’s own, of these slots' })
  restrictions: RestrictionResponse[];
}

export class SearchAvailabilityResponse {
  @ApiProperty({ type: [FoundAvailability] }) items: FoundAvailability[];
  @ApiProperty({ required: false, description: 'nothing is called as typed; this was looked for' })
  correctedTo?: string;
}
