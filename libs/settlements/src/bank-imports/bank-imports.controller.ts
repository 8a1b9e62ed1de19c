import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type HttpRequest, type Page, PageQuery, PageResponse, TakesFile } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { readUploadedLedger } from '@app/instruments';
import { BankImportResponse, BankPreviewResponse, PastBankImportResponse } from './bank-import.dto';
import { BankImports } from './bank-imports.service';

const FORM = {
  schema: {
    type: 'object',
    required: ['file'],
    properties: {
      file: { type: 'string', format: 'binary', description: '.xlsx, .xls or .csv of the bank' },
    },
  },
};

/** Statements of the holder's bank account, as the bank exports them. */
@ApiTags('settlements')
@Controller('bank-imports')
export class BankImportsController {
  constructor(private readonly imports: BankImports) {}

  /** What was imported, the newest first. */
  @Get()
  @PageResponse(PastBankImportResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: PageQuery,
  ): Promise<Page<PastBankImportResponse>> {
    return this.imports.list(query, actor);
  }

  /** What an import would do; nothing is written. */
  @Post('preview')
  @HttpCode(200)
  @TakesFile()
  @ApiBody(FORM)
  @ApiOkResponse({ type: BankPreviewResponse })
  async preview(
    @CurrentActor() actor: Actor,
    @Req() request: HttpRequest,
  ): Promise<BankPreviewResponse> {
    return this.imports.preview(actor, await readUploadedLedger(request));
  }

  /** Makes a receipt of every row of money that came in, or of none while a row cannot be taken. */
  @Post()
  @TakesFile()
  @ApiBody(FORM)
  @ApiCreatedResponse({ type: BankImportResponse })
  async take(
    @CurrentActor() actor: Actor,
    @Req() request: HttpRequest,
  ): Promise<BankImportResponse> {
    return this.imports.take(actor, await readUploadedLedger(request));
  }
}
