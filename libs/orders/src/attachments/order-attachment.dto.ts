import { ApiProperty } from '@nestjs/swagger';
import { instantOf, isoInZone, type Text } from '@app/common';
import { IdField, OneOf } from '@app/http';
import { ATTACHMENT_KINDS, type AttachmentKind } from './order-attachment.entity';

/** An upload of the caller's organisation that is laid beside the order. */
export class AttachToOrderRequest {
  @IdField({ description: 'of POST /files' }) fileId: string;
  @OneOf(ATTACHMENT_KINDS, { description: 'a report is the provider’s to attach' })
  kind: AttachmentKind;
}

export class OrderAttachmentResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: ATTACHMENT_KINDS }) kind: AttachmentKind;
  @ApiProperty({ description: 'as it was uploaded' }) name: string;
  @ApiProperty() mediaType: string;
  @ApiProperty({ type: 'integer' }) sizeBytes: number;
  @ApiProperty({ description: 'SHA-256 of the content, in hex' }) sha256: string;
  @ApiProperty() attachedBy: string;
  @ApiProperty() organisationNameZh: string;
  @ApiProperty({ format: 'date-time' }) attachedAt: string;
  @ApiProperty({ description: 'the caller may not open it yet' }) withheld: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'why, and what makes it available' })
  withheldReason: Text | null;
}

/** An attachment with its file's record and the names of who laid it there. */
export interface AttachmentRow {
  id: string;
  file_id: string;
  kind: AttachmentKind;
  name: string;
  media_type: string;
  size_bytes: number;
  sha256: string;
  attached_by: string;
  author_name: string;
  organisation_id: string;
  organisation_name: string;
  created_at: Date;
}

export const toOrderAttachmentResponse = (
  row: AttachmentRow,
  withheldReason: Text | null = null,
): OrderAttachmentResponse => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  mediaType: row.media_type,
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
  attachedBy: row.author_name,
  organisationNameZh: row.organisation_name,
  attachedAt: isoInZone(instantOf(row.created_at)),
  withheld: withheldReason !== null,
  withheldReason,
});
