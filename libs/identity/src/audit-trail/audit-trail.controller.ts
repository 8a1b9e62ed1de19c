import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Verification } from '@app/audit';
import { type Page, PageResponse } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import {
  AuditEntryResponse,
  AuditFilter,
  AuditVerificationResponse,
  ListAuditEntriesQuery,
} from './audit-trail.dto';
import { AuditTrail } from './audit-trail.service';

@ApiTags('audit')
@Controller('audit')
export class AuditTrailController {
  constructor(private readonly trail: AuditTrail) {}

  @Get('entries')
  @PageResponse(AuditEntryResponse)
  list(@Query() query: ListAuditEntriesQuery): Promise<Page<AuditEntryResponse>> {
    return this.trail.list(query);
  }

  /** All that match, to be opened in a spreadsheet. */
  @Get('entries/export')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  async export(
    @CurrentActor() actor: Actor,
    @Query() filter: AuditFilter,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.trail.export(actor, filter), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="audit-entries.csv"',
    });
  }

  @Get('verification')
  @ApiOkResponse({ type: AuditVerificationResponse })
  verify(): Promise<Verification> {
    return this.trail.verify();
  }
}
