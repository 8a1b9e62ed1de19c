import { Controller, Get, Post, Req, type StreamableFile } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { downloadOf } from '@app/files';
import { type HttpRequest, IdParam, TakesFile } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import { FileResponse } from './upload.dto';
import { readUploadedFile } from './uploaded-file';
import { UploadsService } from './uploads.service';

@ApiTags('identity')
@Controller('files')
export class FilesController {
  constructor(private readonly uploads: UploadsService) {}

  @Post()
  @TakesFile()
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: {
          type: 'string',
          format: 'binary',
          description: 'PDF, OFD, PNG, JPEG, .xlsx, .docx or text in UTF-8, at most 5 MiB',
        },
      },
    },
  })
  @ApiCreatedResponse({ type: FileResponse })
  async create(@CurrentActor() actor: Actor, @Req() request: HttpRequest): Promise<FileResponse> {
    return this.uploads.keep(actor, await readUploadedFile(request));
  }

  @Get(':id')
  @ApiOkResponse({ type: FileResponse })
  get(@IdParam() id: string): Promise<FileResponse> {
    return this.uploads.get(id);
  }

  /** Always to be saved, never shown in this origin. */
  @Get(':id/content')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async content(@IdParam() id: string): Promise<StreamableFile> {
    const { file, content } = await this.uploads.open(id);
    return downloadOf(file, content);
  }
}
