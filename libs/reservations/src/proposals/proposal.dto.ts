import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import { IdField, TextField } from '@app/http';
import { ReservedInstrument } from '../reservation.dto';
import {
  PROPOSAL_KINDS,
  PROPOSAL_STATES,
  type ProposalKind,
  type ProposalState,
} from './proposal.words';

/** Something to have instead of a reservation that lost its time. */
export class ProposalResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: PROPOSAL_KINDS }) kind: ProposalKind;
  @ApiProperty({ enum: PROPOSAL_STATES }) state: ProposalState;
  @ApiProperty({ type: ReservedInstrument }) instrument: ReservedInstrument;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'null: to cancel',
  })
  startsAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) endsAt: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'list price' }) listFen: Fen | null;
  @ApiProperty({ format: 'date-time', description: 'the time is held until then' })
  expiresAt: string;
}

export class ProposalsResponse {
  @ApiProperty({ type: [ProposalResponse] }) items: ProposalResponse[];
}

/** What became of an answer. */
export class AnsweredProposal {
  @ApiProperty({
    format: 'uuid',
    description: 'of the reservation that goes on: a new one on another instrument',
  })
  reservationId: string;
  @ApiProperty({ description: 'its state' }) state: string;
}

/** Body of `POST /displacement-answers/preview`. */
export class PreviewDisplacementRequest {
  @TextField({ max: 200, description: 'from the fragment of the link' }) token: string;
}

/** Body of `POST /displacement-answers`. */
export class AnswerDisplacementRequest extends PreviewDisplacementRequest {
  @IdField({ nullable: true, description: 'the proposal that is accepted; absent to decline all' })
  proposalId?: string | null;
}

/** What the link is about; nobody's personal data. */
export class DisplacementPreview {
  @ApiProperty({ type: ReservedInstrument }) instrument: ReservedInstrument;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ type: [ProposalResponse] }) proposals: ProposalResponse[];
}
