import {
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  Query,
  Req,
  type StreamableFile,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { downloadOf } from '@app/files';
import {
  Command,
  type CommandCall,
  type HttpRequest,
  IdParam,
  languageOf,
  type Page,
  PageResponse,
} from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { StatementInvoices } from './statement-invoices.service';
import { StatementPapers } from './statement-papers.service';
import {
  ConfirmStatement,
  CorrectStatement,
  DraftStatement,
  InvoiceStatement,
  StatementFileQuery,
  StatementListQuery,
  StatementReason,
  StatementResponse,
} from './statement.dto';
import { StatementsService } from './statements.service';

/** What user organisations owe for a month. */
@ApiTags('settlements')
@Controller('statements')
export class StatementsController {
  constructor(
    private readonly statements: StatementsService,
    private readonly invoices: StatementInvoices,
    private readonly papers: StatementPapers,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: StatementResponse })
  draft(
    @CurrentActor() actor: Actor,
    @Body() body: DraftStatement,
    @Command() { call }: CommandCall,
  ): Promise<StatementResponse> {
    return this.statements.draft(actor, body, call);
  }

  @Get()
  @PageResponse(StatementResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: StatementListQuery,
  ): Promise<Page<StatementResponse>> {
    return this.statements.list(query, actor);
  }

  @Get(':id')
  @ApiOkResponse({ type: StatementResponse })
  get(@IdParam() id: string): Promise<StatementResponse> {
    return this.statements.get(id);
  }

  /** To be printed and signed, or for the books. */
  @Get(':id/file')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async write(
    @IdParam() id: string,
    @Query() { format = 'pdf' }: StatementFileQuery,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const file = await this.papers.write(id, format, languageOf(request));
    return downloadOf(file, file.content);
  }

  @Post(':id/send')
  @HttpCode(200)
  @ApiOkResponse({ type: StatementResponse })
  send(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<StatementResponse> {
    return this.statements.send(actor, id, how);
  }

  @Post(':id/confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: StatementResponse })
  confirm(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ConfirmStatement,
    @Command() how: CommandCall,
  ): Promise<StatementResponse> {
    return this.statements.confirm(actor, id, body, how);
  }

  @Post(':id/dispute')
  @HttpCode(200)
  @ApiOkResponse({ type: StatementResponse })
  dispute(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: StatementReason,
    @Command() how: CommandCall,
  ): Promise<StatementResponse> {
    return this.statements.dispute(actor, id, body, how);
  }

  @Post(':id/correct')
  @HttpCode(200)
  @ApiOkResponse({ type: StatementResponse })
  correct(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CorrectStatement,
    @Command() how: CommandCall,
  ): Promise<StatementResponse> {
    return this.statements.correct(actor, id, body, how);
  }

  @Post(':id/void')
  @HttpCode(200)
  @ApiOkResponse({ type: StatementResponse })
  void(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: StatementReason,
    @Command() how: CommandCall,
  ): Promise<StatementResponse> {
    return this.statements.void(actor, id, body, how);
  }

  @Post(':id/invoice')
  @HttpCode(200)
  @ApiOkResponse({ type: StatementResponse })
  invoice(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: InvoiceStatement,
    @Command() how: CommandCall,
  ): Promise<StatementResponse> {
    return this.invoices.record(actor, id, body, how);
  }
}
