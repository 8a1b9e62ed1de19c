import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ArrearsResponse } from './arrears.dto';
import { Arrears } from './arrears.service';

/** What is owed past its day, to the caller's organisation and by it. */
@ApiTags('settlements')
@Controller('arrears')
export class ArrearsController {
  constructor(private readonly arrears: Arrears) {}

  @Get()
  @PageResponse(ArrearsResponse)
  list(@CurrentActor() actor: Actor): Promise<Page<ArrearsResponse>> {
    return this.arrears.list(actor);
  }
}
