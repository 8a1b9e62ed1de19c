import { Controller, Get, HttpCode, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { attachmentOf } from '@app/files';
import { type HttpRequest, IdParam, languageOf, TakesFile } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { readUploadedLedger } from '@app/instruments';
import { ImportUsageQuery, UsageImportResponse } from './usage-import.dto';
import { UsageImport } from './usage-import.service';

/** Uses of an instrument from a spreadsheet. */
@ApiTags('usage')
@Controller('instruments/:id/usage-sheet')
export class UsageSheetController {
  constructor(private readonly imports: UsageImport) {}

  /** The sheet to fill in. */
  @Get()
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  template(@IdParam() _id: string, @Req() request: HttpRequest): StreamableFile {
    const language = languageOf(request);
    const { stream, mediaType, extension } = this.imports.template(language);
    const name = language === 'zh' ? '使用记录模板' : 'usage-records';
    return new StreamableFile(stream, {
      type: mediaType,
      disposition: attachmentOf(`${name}${extension}`),
    });
  }

  /** A verdict on every row; nothing is written while one is refused, unless `onRefused=skip`. */
  @Post()
  @HttpCode(200)
  @TakesFile()
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary', description: '.xlsx, .xls or .csv' },
      },
    },
  })
  @ApiOkResponse({ type: UsageImportResponse })
  async upload(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Query() { onRefused }: ImportUsageQuery,
    @Req() request: HttpRequest,
  ): Promise<UsageImportResponse> {
    return this.imports.take(actor, id, await readUploadedLedger(request), onRefused ?? undefined);
  }
}
