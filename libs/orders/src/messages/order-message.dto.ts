import { ApiProperty } from '@nestjs/swagger';
import { instantOf, isoInZone } from '@app/common';
import { IdField, TextField } from '@app/http';
import { MESSAGE_LENGTH, MESSAGE_SIDES, type MessageSide } from './order-message.entity';

export class SendMessageRequest {
  @TextField({ max: MESSAGE_LENGTH, description: 'plain text; lines are kept' }) text: string;
}

export class ReadMessagesRequest {
  @IdField({ description: 'the last message that was read' }) untilId: string;
}

/** What somebody wrote on an order. */
export class OrderMessageResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: MESSAGE_SIDES }) side: MessageSide;
  @ApiProperty({ description: 'plain text, to be shown as it is' }) text: string;
  @ApiProperty() authorName: string;
  @ApiProperty() organisationNameZh: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ description: 'a side that it was written to has read it' }) isRead: boolean;
}

/** How much of what others wrote the caller’s side has not read. */
export class UnreadMessagesResponse {
  @ApiProperty({ type: 'integer' }) unread: number;
}

/** A message with the names of who wrote it. */
export interface MessageRow {
  id: string;
  side: MessageSide;
  text: string;
  author_name: string;
  organisation_name: string;
  created_at: Date;
  is_read: boolean;
}

export const toOrderMessageResponse = (row: MessageRow): OrderMessageResponse => ({
  id: row.id,
  side: row.side,
  text: row.text,
  authorName: row.author_name,
  organisationNameZh: row.organisation_name,
  createdAt: isoInZone(instantOf(row.created_at)),
  isRead: row.is_read,
});
