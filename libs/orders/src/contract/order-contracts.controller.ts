import {
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  Put,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { downloadOf } from '@app/files';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ContractRequirements } from './contract-requirements.service';
import {
  AcceptContractRequest,
  ContractRequirementResponse,
  ContractScanQuery,
  OrderContractResponse,
  PutContractRequirementRequest,
} from './order-contract.dto';
import { OrderContracts } from './order-contracts.service';

/** Contracts of orders. */
@ApiTags('orders')
@Controller('orders/:id/contract')
export class OrderContractsController {
  constructor(private readonly contracts: OrderContracts) {}

  @Get()
  @ApiOkResponse({ type: OrderContractResponse })
  get(@IdParam() id: string): Promise<OrderContractResponse> {
    return this.contracts.get(id);
  }

  @Get('pdf')
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async print(@IdParam() id: string): Promise<StreamableFile> {
    const { name, content } = await this.contracts.print(id);
    return downloadOf({ name, mediaType: 'application/pdf' }, content);
  }

  /** For the caller's side of the order. */
  @Post('accept')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderContractResponse })
  accept(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AcceptContractRequest,
    @Command() how: CommandCall,
  ): Promise<OrderContractResponse> {
    return this.contracts.accept(actor, id, body, how);
  }

  /** The signed paper of one side. */
  @Get('scan')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async scan(@IdParam() id: string, @Query() { side }: ContractScanQuery): Promise<StreamableFile> {
    const { file, content } = await this.contracts.openScan(id, side);
    return downloadOf(file, content);
  }
}

/** When a holder asks for a contract. */
@ApiTags('orders')
@Controller('organisations/:id/contract-requirement')
export class ContractRequirementsController {
  constructor(private readonly requirements: ContractRequirements) {}

  @Get()
  @ApiOkResponse({ type: ContractRequirementResponse })
  get(@IdParam() id: string): Promise<ContractRequirementResponse> {
    return this.requirements.get(id);
  }

  @Put()
  @ApiOkResponse({ type: ContractRequirementResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() { rule }: PutContractRequirementRequest,
    @Command() how: CommandCall,
  ): Promise<ContractRequirementResponse> {
    return this.requirements.put(actor, id, rule, how);
  }
}
