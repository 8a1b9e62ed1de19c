import { Controller, Get, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { attachmentOf, type SheetDownload } from '@app/files';
import { type HttpRequest, languageOf } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { SettlementSheets } from './settlement-sheets.service';
import { SettlementSheetQuery } from './sheet.dto';

/** What the caller's organisation earned and spent, to be taken away. */
@ApiTags('settlements')
@Controller()
export class SettlementSheetsController {
  constructor(private readonly sheets: SettlementSheets) {}

  /** Every order that the organisation served. */
  @Get('income/export')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async income(
    @CurrentActor() actor: Actor,
    @Query() query: SettlementSheetQuery,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const language = languageOf(request);
    const sheet = await this.sheets.write(actor, 'holder', query, language);
    return download(sheet, query, language === 'zh' ? '收入明细' : 'income');
  }

  /** Every order that the organisation placed. */
  @Get('spending/export')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async spending(
    @CurrentActor() actor: Actor,
    @Query() query: SettlementSheetQuery,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const language = languageOf(request);
    const sheet = await this.sheets.write(actor, 'user', query, language);
    return download(sheet, query, language === 'zh' ? '支出明细' : 'spending');
  }
}

const download = (
  { stream, mediaType, extension }: SheetDownload,
  { from, to }: SettlementSheetQuery,
  name: string,
): StreamableFile =>
  new StreamableFile(stream, {
    type: mediaType,
    disposition: attachmentOf(`${name}-${from}-${to}${extension}`),
  });
