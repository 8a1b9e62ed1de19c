import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, InstantField, OneOf, WholeNumber } from '@app/http';
import { type Purpose, PURPOSES } from '@app/orders';
import { WAITING_STATES, type WaitingState } from './waiting.words';

/** A wish for time that is not free. */
export class JoinWaitingListRequest {
  @InstantField({ description: 'the time may begin from here on' }) from: string;
  @InstantField({ description: 'and must end until here' }) until: string;
  @WholeNumber({ min: 1, max: 44_640, description: 'how long' }) minutes: number;
  @OneOf(PURPOSES) purpose: Purpose;
  @BooleanField({ optional: true, description: 'be told of freed time; nothing is held' })
  alertOnly?: boolean;
}

export class WaitingEntryResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty() instrumentNameZh: string;
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) until: string;
  @ApiProperty({ type: 'integer' }) minutes: number;
  @ApiProperty({ enum: PURPOSES }) purpose: Purpose;
  @ApiProperty() alertOnly: boolean;
  @ApiProperty({ enum: WAITING_STATES }) state: WaitingState;
  @ApiProperty({
    format: 'uuid',
    nullable: true,
    type: String,
    description: 'of an offer: book with it while it lasts',
  })
  holdId: string | null;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'offered, or told of last',
  })
  offeredStartsAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) offeredEndsAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) offerExpiresAt: string | null;
}

export class WaitingListResponse {
  @ApiProperty({ type: [WaitingEntryResponse], description: 'one’s own, latest first' })
  items: WaitingEntryResponse[];
}
