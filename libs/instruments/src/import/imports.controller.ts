import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type HttpRequest, IdParam, type Page, PageResponse, TakesFile } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ImportStarted, ListRunRowsQuery, RunResponse, RunRowResponse } from './import.dto';
import { ImportRunsService } from './import-runs.service';
import { readUploadedLedger } from './uploaded-ledger';

/** Uploads of asset ledgers. */
@ApiTags('instruments')
@Controller('instruments/imports')
export class ImportsController {
  constructor(private readonly runs: ImportRunsService) {}

  @Post()
  @HttpCode(202)
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
  @ApiAcceptedResponse({ type: ImportStarted })
  async create(@CurrentActor() actor: Actor, @Req() request: HttpRequest): Promise<ImportStarted> {
    return this.runs.start(actor, await readUploadedLedger(request));
  }
}

/** How far an import is, and what it made of each row. */
@ApiTags('instruments')
@Controller('runs')
export class RunsController {
  constructor(private readonly runs: ImportRunsService) {}

  @Get(':id')
  @ApiOkResponse({ type: RunResponse })
  get(@IdParam() id: string): Promise<RunResponse> {
    return this.runs.get(id);
  }

  @Get(':id/rows')
  @PageResponse(RunRowResponse)
  rows(@IdParam() id: string, @Query() query: ListRunRowsQuery): Promise<Page<RunRowResponse>> {
    return this.runs.rows(id, query);
  }
}
