import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, fieldError, InvalidRequest } from '@app/http';
import { type Actor, type Affiliation, AFFILIATIONS, CurrentActor } from '@app/identity';
import { PutReviewRouteRequest, ReviewRouteResponse, ReviewRoutesResponse } from './review.dto';
import { ReviewRoutesService } from './review-routes.service';

/** Which steps records pass before they are listed. */
@ApiTags('instruments')
@Controller('review-routes')
export class ReviewRoutesController {
  constructor(private readonly routes: ReviewRoutesService) {}

  @Get()
  @ApiOkResponse({ type: ReviewRoutesResponse })
  list(): Promise<ReviewRoutesResponse> {
    return this.routes.list();
  }

  @Put(':affiliation')
  @ApiParam({ name: 'affiliation', enum: AFFILIATIONS })
  @ApiOkResponse({ type: ReviewRouteResponse })
  put(
    @CurrentActor() actor: Actor,
    @Param('affiliation') affiliation: string,
    @Body() { steps }: PutReviewRouteRequest,
    @Command() command: CommandCall,
  ): Promise<ReviewRouteResponse> {
    return this.routes.put(actor, knownAffiliation(affiliation), steps, command);
  }
}

/** @throws InvalidRequest (400) */
function knownAffiliation(sent: string): Affiliation {
  const known = AFFILIATIONS.find((affiliation) => affiliation === sent);
  if (known !== undefined) return known;
  throw new InvalidRequest([
    fieldError('/affiliation', 'affiliation', sent, {
      zh: `须为以下之一：${AFFILIATIONS.join('、')}`,
      en: `must be one of: ${AFFILIATIONS.join(', ')}`,
    }),
  ]);
}
