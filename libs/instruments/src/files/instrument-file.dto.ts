import { ApiProperty } from '@nestjs/swagger';
import { instantOf, isoInZone } from '@app/common';
import { IdField, OneOf, TextField } from '@app/http';
import { FILE_USES, type FileUse } from './instrument-file.entity';

const CAPTION = { max: 100, nullable: true } as const;

/** An upload of the holder that becomes a picture or a document of its instrument. */
export class AttachFileRequest {
  @IdField({ description: 'of POST /files' }) fileId: string;
  @OneOf(['photo', 'document']) kind: 'photo' | 'document';
  @TextField(CAPTION) caption?: string | null;
}

/** An upload of the holder that shows who paid for its instrument. */
export class AttachEvidenceRequest {
  @IdField({ description: 'of POST /files' }) fileId: string;
  @TextField(CAPTION) caption?: string | null;
}

export class InstrumentFileResponse {
  @ApiProperty({ format: 'uuid' }) fileId: string;
  @ApiProperty({ enum: FILE_USES }) kind: FileUse;
  @ApiProperty({ required: false }) caption?: string;
  @ApiProperty() name: string;
  @ApiProperty() mediaType: string;
  @ApiProperty({ type: 'integer' }) sizeBytes: number;
  @ApiProperty({ format: 'date-time' }) attachedAt: string;
}

export class InstrumentFilesResponse {
  @ApiProperty({ type: [InstrumentFileResponse] }) items: InstrumentFileResponse[];
}

/** A file of an instrument with the record of its upload. */
export interface InstrumentFileRow {
  file_id: string;
  kind: FileUse;
  caption: string | null;
  name: string;
  media_type: string;
  size_bytes: number;
  created_at: Date;
}

export const toInstrumentFileResponse = (row: InstrumentFileRow): InstrumentFileResponse => ({
  fileId: row.file_id,
  kind: row.kind,
  ...(row.caption !== null && { caption: row.caption }),
  name: row.name,
  mediaType: row.media_type,
  sizeBytes: row.size_bytes,
  attachedAt: isoInZone(instantOf(row.created_at)),
});
