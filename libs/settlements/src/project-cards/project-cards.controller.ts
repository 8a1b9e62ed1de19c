import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { CardTransfers } from './card-transfers.service';
import {
  CardTransferResponse,
  ChargeCard,
  ProjectCardResponse,
  PutProjectCard,
  ReverseTransfer,
} from './project-card.dto';
import { ProjectCards } from './project-cards.service';

/** Project cards of the caller's organisation and what is charged to them. */
@ApiTags('settlements')
@Controller('project-cards')
export class ProjectCardsController {
  constructor(
    private readonly cards: ProjectCards,
    private readonly transfers: CardTransfers,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: ProjectCardResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: PutProjectCard,
    @Command() how: CommandCall,
  ): Promise<ProjectCardResponse> {
    return this.cards.create(actor, body, how);
  }

  @Get()
  @PageResponse(ProjectCardResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: PageQuery,
  ): Promise<Page<ProjectCardResponse>> {
    return this.cards.list(actor, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: ProjectCardResponse })
  get(@IdParam() id: string): Promise<ProjectCardResponse> {
    return this.cards.get(id);
  }

  @Put(':id')
  @ApiOkResponse({ type: ProjectCardResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: PutProjectCard,
    @Command() how: CommandCall,
  ): Promise<ProjectCardResponse> {
    return this.cards.put(actor, id, body, how);
  }

  @Get(':id/transfers')
  @PageResponse(CardTransferResponse)
  listTransfers(
    @IdParam() id: string,
    @Query() query: PageQuery,
  ): Promise<Page<CardTransferResponse>> {
    return this.transfers.list(id, query);
  }

  @Post(':id/transfers')
  @ApiCreatedResponse({ type: CardTransferResponse })
  charge(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ChargeCard,
    @Command() how: CommandCall,
  ): Promise<CardTransferResponse> {
    return this.transfers.charge(actor, id, body, how);
  }

  @Post(':id/reversals')
  @ApiCreatedResponse({ type: CardTransferResponse })
  reverse(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ReverseTransfer,
    @Command() how: CommandCall,
  ): Promise<CardTransferResponse> {
    return this.transfers.reverse(actor, id, body, how);
  }
}
