import { ApiProperty } from '@nestjs/swagger';
import { isoInZone } from '@app/common';
import type { StoredFile } from '@app/files';

export class FileResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'as it was sent, ending as its content demands' }) name: string;
  @ApiProperty({ description: 'what it is by its content' }) mediaType: string;
  @ApiProperty({ type: 'integer' }) sizeBytes: number;
  @ApiProperty({ description: 'of the content, in hex' }) sha256: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

export const toFileResponse = (file: StoredFile): FileResponse => ({
  id: file.id,
  name: file.name,
  mediaType: file.mediaType,
  sizeBytes: file.sizeBytes,
  sha256: file.sha256,
  createdAt: isoInZone(file.createdAt),
});
