import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiOkResponse,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { attachmentOf } from '@app/files';
import {
  Command,
  type CommandCall,
  type HttpRequest,
  IdParam,
  languageOf,
  type Page,
  PageResponse,
  TakesFile,
} from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CommitRequest,
  ImportQuery,
  ImportStarted,
  ListRunRowsQuery,
  MappingRequest,
  ProblemRowsQuery,
  RepairRowRequest,
  RunResponse,
  RunRowResponse,
} from './import.dto';
import { ImportRepairsService } from './import-repairs.service';
import { ImportRunsService } from './import-runs.service';
import { ProblemRows } from './problem-rows.service';
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
  async create(
    @CurrentActor() actor: Actor,
    @Req() request: HttpRequest,
    @Query() query: ImportQuery,
  ): Promise<ImportStarted> {
    return this.runs.start(actor, await readUploadedLedger(request), query);
  }
}

/** How far an import is, what it made of each row, and what people do about it. */
@ApiTags('instruments')
@Controller('runs')
export class RunsController {
  constructor(
    private readonly runs: ImportRunsService,
    private readonly repairs: ImportRepairsService,
    private readonly problemRows: ProblemRows,
  ) {}

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

  /** What did not become an instrument, in the columns of the file, to be mended and uploaded again. */
  @Get(':id/problems')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async problems(
    @IdParam() id: string,
    @Query() { format = 'xlsx' }: ProblemRowsQuery,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const sheet = await this.problemRows.write(id, format, languageOf(request));
    return new StreamableFile(sheet.stream, {
      type: sheet.mediaType,
      disposition: attachmentOf(`问题行${sheet.extension}`),
    });
  }

  @Put(':id/mapping')
  @ApiOkResponse({ type: RunResponse })
  putMapping(
    @CurrentActor() actor: Actor,
    @IdParam() runId: string,
    @Body() body: MappingRequest,
    @Command() command: CommandCall,
  ): Promise<RunResponse> {
    return this.repairs.putMapping({ actor, runId, ...command }, body);
  }

  @Patch(':id/rows/:rowNumber')
  @ApiParam({ name: 'rowNumber', schema: { type: 'integer', minimum: 1 } })
  @ApiOkResponse({ type: RunRowResponse })
  repair(
    @CurrentActor() actor: Actor,
    @IdParam() runId: string,
    @Param('rowNumber') rowNumber: string,
    @Body() body: RepairRowRequest,
    @Command() command: CommandCall,
  ): Promise<RunRowResponse> {
    return this.repairs.repair({ actor, runId, rowNumber: numberOf(rowNumber), ...command }, body);
  }

  @Post(':id/commit')
  @HttpCode(200)
  @ApiOkResponse({ type: RunResponse })
  commit(
    @CurrentActor() actor: Actor,
    @IdParam() runId: string,
    @Body() body: CommitRequest,
    @Command() command: CommandCall,
  ): Promise<RunResponse> {
    return this.runs.commit({ actor, runId, ...command }, body);
  }

  @Post(':id/stop')
  @HttpCode(200)
  @ApiOkResponse({ type: RunResponse })
  stop(
    @CurrentActor() actor: Actor,
    @IdParam() runId: string,
    @Command() command: CommandCall,
  ): Promise<RunResponse> {
    return this.runs.stop({ actor, runId, ...command });
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOkResponse({ type: RunResponse })
  resume(
    @CurrentActor() actor: Actor,
    @IdParam() runId: string,
    @Command() command: CommandCall,
  ): Promise<RunResponse> {
    return this.runs.resume({ actor, runId, ...command });
  }
}

/** What stands in an address; no file has a row of another number than its digits say. */
const numberOf = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : 0);
