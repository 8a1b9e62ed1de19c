import { Controller, Get, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { attachmentOf } from '@app/files';
import { type HttpRequest, languageOf } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ExportInstrumentsQuery } from './instrument-export.dto';
import { InstrumentExportService } from './instrument-export.service';

/** The list of instruments to be taken away. */
@ApiTags('instruments')
@Controller('instruments/export')
export class InstrumentExportController {
  constructor(private readonly exports: InstrumentExportService) {}

  /** Every instrument of the list that these filters make, for a spreadsheet; the import knows its columns again. */
  @Get()
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(
    @CurrentActor() actor: Actor,
    @Query() query: ExportInstrumentsQuery,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const language = languageOf(request);
    const { stream, mediaType, extension } = await this.exports.write(actor, query, language);
    const name = language === 'zh' ? '仪器清单' : 'instruments';
    return new StreamableFile(stream, {
      type: mediaType,
      disposition: attachmentOf(`${name}${extension}`),
    });
  }
}
