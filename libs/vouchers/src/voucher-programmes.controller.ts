import { type Actor, CurrentActor } from '@app/identity';
import {
  Command,
  type CommandCall,
  IdParam,
  type Page,
  PageQuery,
  PageResponse,
  RequiresIdempotencyKey,
} from '@app/http';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AppropriateBudget,
  AppropriationResponse,
  CreateVoucherProgramme,
  VoucherProgrammeResponse,
} from './voucher-programme.dto';
import { VoucherProgrammesService } from './voucher-programmes.service';

@ApiTags('vouchers')
@Controller('voucher-programmes')
export class VoucherProgrammesController {
  constructor(private readonly programmes: VoucherProgrammesService) {}

  @Post()
  @ApiCreatedResponse({ type: VoucherProgrammeResponse })
  create(
    @Body() body: CreateVoucherProgramme,
    @CurrentActor() actor: Actor,
    @Command() { call }: CommandCall,
  ): Promise<VoucherProgrammeResponse> {
    return this.programmes.create(body, actor, call);
  }

  @Get()
  @PageResponse(VoucherProgrammeResponse)
  list(@Query() query: PageQuery): Promise<Page<VoucherProgrammeResponse>> {
    return this.programmes.list(query);
  }

  @Get(':id')
  @ApiOkResponse({ type: VoucherProgrammeResponse })
  get(@IdParam() id: string): Promise<VoucherProgrammeResponse> {
    return this.programmes.get(id);
  }

  @Post(':id/appropriations')
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: AppropriationResponse })
  appropriate(
    @IdParam() id: string,
    @Body() body: AppropriateBudget,
    @CurrentActor() actor: Actor,
    @Command() { call }: CommandCall,
  ): Promise<AppropriationResponse> {
    return this.programmes.appropriate(id, body, actor, call);
  }
}
