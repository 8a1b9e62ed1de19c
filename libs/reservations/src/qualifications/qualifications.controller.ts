import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  GrantQualificationRequest,
  QualificationResponse,
  QualificationsResponse,
} from './qualification.dto';
import { QualificationsService } from './qualifications.service';

/** Who may use an instrument after training (上机资格). */
@ApiTags('reservations')
@Controller()
export class QualificationsController {
  constructor(private readonly qualifications: QualificationsService) {}

  @Get('instruments/:id/qualifications')
  @PageResponse(QualificationResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<QualificationResponse>> {
    return this.qualifications.ofInstrument(id, query);
  }

  @Post('instruments/:id/qualifications')
  @ApiCreatedResponse({ type: QualificationResponse })
  grant(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: GrantQualificationRequest,
    @Command() how: CommandCall,
  ): Promise<QualificationResponse> {
    return this.qualifications.grant(actor, id, body, how);
  }

  @Post('qualifications/:id/revoke')
  @HttpCode(200)
  @ApiOkResponse({ type: QualificationResponse })
  revoke(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<QualificationResponse> {
    return this.qualifications.revoke(actor, id, how);
  }
}

/** What the caller was granted. */
@ApiTags('reservations')
@Controller('me/qualifications')
export class MyQualificationsController {
  constructor(private readonly qualifications: QualificationsService) {}

  @Get()
  @ApiOkResponse({ type: QualificationsResponse })
  async list(@CurrentActor() actor: Actor): Promise<QualificationsResponse> {
    return { items: await this.qualifications.ofPerson(actor) };
  }
}
