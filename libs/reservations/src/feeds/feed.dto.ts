import { ApiProperty } from '@nestjs/swagger';
import { IdField, OneOf } from '@app/http';
import { FEED_KINDS, type FeedKind } from './calendar-feed.entity';

export class CreateFeedRequest {
  @OneOf(FEED_KINDS) kind: FeedKind;
  @IdField({ optional: true, description: 'needed for a feed of an instrument' })
  instrumentId?: string;
}

export class FeedResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: FEED_KINDS }) kind: FeedKind;
  @ApiProperty({ type: String, nullable: true, description: 'of an instrument' })
  instrumentNameZh: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

export class CreatedFeedResponse extends FeedResponse {
  @ApiProperty({ description: 'path to subscribe to; stands here only, and whoever has it reads' })
  path: string;
}

/** The live feeds of one person; there are few. */
export class FeedListResponse {
  @ApiProperty({ type: [FeedResponse] }) items: FeedResponse[];
}
