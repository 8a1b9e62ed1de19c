import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import { CivilDateField, FenField, IdField, IdsField, TextField } from '@app/http';
import { TRANSFER_KINDS, type TransferKind } from './card-transfer.entity';

/** A project card (课题经费卡) as it is from now on. */
export class PutProjectCard {
  @TextField({ max: 60, description: 'unique inside the organisation' }) number: string;
  @TextField({ max: 200 }) title: string;
  @IdField({ description: 'who answers for the project, a member of the organisation' })
  ownerId: string;
  @FenField({ description: 'integer fen; not below what is spent' }) budgetFen: Fen;
  @CivilDateField({ description: 'the last day on which it can be charged' }) validUntil: string;
  @IdsField({
    min: 0,
    optional: true,
    description:
      'who may charge it beside its owner, members of the organisation; nobody if left out',
  })
  chargerIds?: string[];
}

/** Body of `POST /project-cards/{id}/transfers`: an in-house order is paid from the card. */
export class ChargeCard {
  @IdField() orderId: string;
  @FenField({ min: 1 }) amountFen: Fen;
}

/** Body of `POST /project-cards/{id}/reversals`: one transfer is taken back as a whole. */
export class ReverseTransfer {
  @IdField() transferId: string;
  @TextField({ max: 500, description: 'why it is taken back' }) reason: string;
}

export class ProjectCardResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() number: string;
  @ApiProperty() title: string;
  @ApiProperty({ format: 'uuid' }) ownerId: string;
  @ApiProperty({ type: [String], description: 'who may charge it beside its owner' })
  chargerIds: string[];
  @ApiProperty({ type: 'integer' }) budgetFen: Fen;
  @ApiProperty({ type: 'integer', description: 'charged and not taken back' }) spentFen: Fen;
  @ApiProperty({ type: 'integer' }) leftFen: Fen;
  @ApiProperty({ format: 'date' }) validUntil: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: 'integer' }) version: number;
}

/** One internal transfer. */
export class CardTransferResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: TRANSFER_KINDS }) kind: TransferKind;
  @ApiProperty({ format: 'uuid' }) cardId: string;
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty() orderNumber: string;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'what it takes back' })
  reversesId: string | null;
  @ApiProperty({ nullable: true, type: String }) reason: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}
