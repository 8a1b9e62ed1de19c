import { ApiProperty } from '@nestjs/swagger';
import { IdField, OneOf, TextField } from '@app/http';
import { ORDER_SIDES, type OrderSide } from '../order.words';
import { CONTRACT_RULES, type ContractRule } from './order-contract.entity';

/** `draft`: nobody accepted it yet; `open`: one side did; `signed`: both did. */
export const CONTRACT_STATES = ['draft', 'open', 'signed'] as const;
export type ContractState = (typeof CONTRACT_STATES)[number];

export class AcceptContractRequest {
  @TextField({
    min: 64,
    max: 64,
    description: 'of the text that was read, as the contract tells it',
  })
  sha256: string;
  @IdField({ nullable: true, description: 'an uploaded scan of the signed and sealed paper' })
  fileId?: string | null;
}

export class ContractScanQuery {
  @OneOf(ORDER_SIDES, { description: 'whose signed paper' }) side: OrderSide;
}

/** How one side stands to a contract. */
export class ContractSideResponse {
  @ApiProperty() nameZh: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) acceptedAt: string | null;
  @ApiProperty({ type: String, nullable: true }) acceptedBy: string | null;
  @ApiProperty({ description: 'a scan of the signed paper lies with it' }) hasScan: boolean;
}

/** The contract of an order as it is now: kept once a side accepted it, made anew until then. */
export class OrderContractResponse {
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty({ description: 'number of the order, and which one from the second on' })
  number: string;
  @ApiProperty({ enum: CONTRACT_STATES }) state: ContractState;
  @ApiProperty() version: number;
  @ApiProperty({ description: 'one paragraph a line' }) text: string;
  @ApiProperty({ description: 'SHA-256 of the text in UTF-8' }) sha256: string;
  @ApiProperty({ description: 'who set the clauses: holder, city or built_in' })
  templateSource: string;
  @ApiProperty() templateVersion: number;
  @ApiProperty({ type: ContractSideResponse }) user: ContractSideResponse;
  @ApiProperty({ type: ContractSideResponse }) provider: ContractSideResponse;
  @ApiProperty({ enum: CONTRACT_RULES, description: 'when the holder asks for one before use' })
  required: ContractRule;
}

export class PutContractRequirementRequest {
  @OneOf(CONTRACT_RULES, {
    description: 'never, once between two organisations, or for each order',
  })
  rule: ContractRule;
}

/** What a holder asks for. */
export class ContractRequirementResponse {
  @ApiProperty({ enum: CONTRACT_RULES }) rule: ContractRule;
  @ApiProperty({ description: '0 until it is set' }) version: number;
}
