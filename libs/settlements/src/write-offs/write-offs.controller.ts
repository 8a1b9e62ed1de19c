import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ProposeWriteOff, WriteOffResponse } from './write-off.dto';
import { WriteOffs } from './write-offs.service';

/** What holders give up of orders. */
@ApiTags('settlements')
@Controller('orders/:id/write-offs')
export class WriteOffsController {
  constructor(private readonly writeOffs: WriteOffs) {}

  @Post()
  @ApiCreatedResponse({ type: WriteOffResponse })
  propose(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ProposeWriteOff,
    @Command() how: CommandCall,
  ): Promise<WriteOffResponse> {
    return this.writeOffs.propose(actor, id, body, how);
  }

  @Get()
  @PageResponse(WriteOffResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<WriteOffResponse>> {
    return this.writeOffs.list(id, query);
  }

  @Post('approve')
  @HttpCode(200)
  @ApiOkResponse({ type: WriteOffResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<WriteOffResponse> {
    return this.writeOffs.approve(actor, id, how);
  }

  @Post('reject')
  @HttpCode(200)
  @ApiOkResponse({ type: WriteOffResponse })
  reject(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<WriteOffResponse> {
    return this.writeOffs.reject(actor, id, how);
  }
}
