import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { HistoryEntryResponse } from './instrument-history.dto';
import { InstrumentHistories } from './instrument-history.service';

/** What was done to an instrument, for its holder and its reviewers. */
@ApiTags('instruments')
@Controller('instruments/:id/history')
export class InstrumentHistoryController {
  constructor(private readonly histories: InstrumentHistories) {}

  @Get()
  @PageResponse(HistoryEntryResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<HistoryEntryResponse>> {
    return this.histories.list(id, query);
  }
}
