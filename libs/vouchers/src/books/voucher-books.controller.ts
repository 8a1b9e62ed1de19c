import { attachmentOf, type SheetDownload } from '@app/files';
import { type HttpRequest, IdParam, languageOf } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { Controller, Get, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  BooksSheetQuery,
  BurnDownResponse,
  VoucherStatementQuery,
  VoucherStatementResponse,
  VoucherStatementSheetQuery,
} from './voucher-books.dto';
import { VoucherBooks } from './voucher-books.service';

/** The voucher money of programmes and of organisations, as books. */
@ApiTags('vouchers')
@Controller()
export class VoucherBooksController {
  constructor(private readonly books: VoucherBooks) {}

  @Get('voucher-programmes/:id/burn-down')
  @ApiOkResponse({ type: BurnDownResponse })
  burnDown(@IdParam() id: string): Promise<BurnDownResponse> {
    return this.books.burnDown(id);
  }

  @Get('voucher-programmes/:id/burn-down/export')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async exportBurnDown(
    @IdParam() id: string,
    @Query() { format = 'xlsx' }: BooksSheetQuery,
    @CurrentActor() actor: Actor,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const language = languageOf(request);
    const sheet = await this.books.writeBurnDown(id, { actor, format, language });
    return download(sheet, language === 'zh' ? '创新券预算执行' : 'voucher-budget');
  }

  @Get('organisations/:id/voucher-statement')
  @ApiOkResponse({ type: VoucherStatementResponse })
  statement(
    @IdParam() id: string,
    @Query() query: VoucherStatementQuery,
  ): Promise<VoucherStatementResponse> {
    return this.books.statement(id, query);
  }

  @Get('organisations/:id/voucher-statement/export')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async exportStatement(
    @IdParam() id: string,
    @Query() { format = 'xlsx', ...query }: VoucherStatementSheetQuery,
    @CurrentActor() actor: Actor,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const language = languageOf(request);
    const sheet = await this.books.writeStatement(id, query, { actor, format, language });
    const name = language === 'zh' ? '创新券对账单' : 'voucher-statement';
    return download(sheet, `${name}-${sheet.from}-${sheet.to}`);
  }
}

const download = ({ stream, mediaType, extension }: SheetDownload, name: string): StreamableFile =>
  new StreamableFile(stream, { type: mediaType, disposition: attachmentOf(`${name}${extension}`) });
