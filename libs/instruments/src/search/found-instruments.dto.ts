import { ApiProperty, OmitType } from '@nestjs/swagger';
import { InstrumentResponse, ListInstrumentsQuery } from '../instrument.dto';

/** Which instruments to count. */
export class FacetsQuery extends OmitType(ListInstrumentsQuery, ['limit', 'cursor', 'sort']) {}

/** An instrument in a list, with how far away it is where that was asked. */
export class ListedInstrument extends InstrumentResponse {
  @ApiProperty({ required: false, description: 'from `near`, along the great circle' })
  distanceKm?: number;
}

/** One page of the instruments that were found. */
export class FoundInstrumentsPage {
  @ApiProperty({ type: [ListedInstrument] }) items: ListedInstrument[];
  @ApiProperty({ required: false, description: 'cursor of the next page' }) next?: string;
  @ApiProperty({ required: false, description: 'nothing was called as typed; this was looked for' })
  correctedTo?: string;
}
