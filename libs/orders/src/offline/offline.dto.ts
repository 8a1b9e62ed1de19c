import { ApiProperty } from '@nestjs/swagger';
import { type Fen, isoInZone } from '@app/common';
import {
  EmailField,
  FenField,
  IdField,
  InstantField,
  ObjectField,
  OneOf,
  TextField,
} from '@app/http';
import { type Nature, NATURES, type Purpose, PURPOSES } from '../order.words';
import type { OfflineEvidence } from './offline-evidence.entity';
import type { OfflineOrder } from './offline-order.entity';
import {
  COMPLETED_HOW,
  type CompletedHow,
  CONFIRMED_HOW,
  type ConfirmedHow,
  EVIDENCE_DECISIONS,
  type EvidenceDecision,
  OFFLINE_PAPERS,
  type OfflinePaper,
} from './offline.words';

/** A provider that is not here, as its certificate says. */
export class NamedProviderBody {
  @TextField({ max: 100 }) nameZh: string;
  @TextField({ max: 30, description: '18 characters; the same code is the same provider' })
  creditCode: string;
  @TextField({ max: 20, description: 'where it is registered' }) regionCode: string;
  @TextField({ max: 50, nullable: true }) contactName?: string | null;
  @TextField({ max: 30, nullable: true }) contactPhone?: string | null;
}

/** A service that was arranged by phone or mail, told before it starts (线下服务备案). */
export class FileOfflineServiceRequest {
  @OneOf(['offline']) kind: 'offline';
  @IdField({ nullable: true, description: 'this, providerOrganisationId or provider' })
  instrumentId?: string | null;
  @IdField({ nullable: true }) providerOrganisationId?: string | null;
  @ObjectField(() => NamedProviderBody, { nullable: true, description: 'one that is not here' })
  provider?: NamedProviderBody | null;
  @EmailField({ nullable: true, description: 'of a provider whose people cannot sign in here' })
  contactEmail?: string | null;
  @TextField({ max: 1000, description: 'what is done, and with what' }) description: string;
  @TextField({ nullable: true, description: 'address; not with an instrument' })
  place?: string | null;
  @TextField({
    max: 20,
    nullable: true,
    description: 'of the place; the named provider’s if absent',
  })
  regionCode?: string | null;
  @InstantField({ description: 'planned; not yet begun' }) startsAt: string;
  @InstantField({ description: 'planned' }) endsAt: string;
  @FenField({ min: 1, description: 'agreed with the provider' }) feeFen: number;
  @OneOf(PURPOSES) purpose: Purpose;
  @OneOf(NATURES, { optional: true, description: 'what is ordered; undeclared if absent' })
  nature?: Nature;
  @IdField({ nullable: true }) voucherId?: string | null;
  @IdField({ nullable: true, description: 'an own file: the contract, signed' })
  contractFileId?: string | null;
}

export class RejectOfflineOrderRequest {
  @TextField({ max: 500 }) reason: string;
}

export class CancelOfflineOrderRequest {
  @TextField({ max: 500, nullable: true }) reason?: string | null;
}

/** Body of `POST /offline-orders/{id}/complete`. */
export class CompleteOfflineOrderRequest {
  @FenField({ nullable: true, description: 'the agreed fee if absent, never above it' })
  actualFen?: number | null;
  @IdField({ nullable: true, description: 'an own file; the user organisation must show one' })
  reportFileId?: string | null;
}

/** Body of `PUT /offline-orders/{id}/papers`; what is absent stays as it is. */
export class OfflinePapersRequest {
  @IdField({ nullable: true }) contractFileId?: string | null;
  @IdField({ nullable: true }) reportFileId?: string | null;
}

/** Parameters of `GET /offline-orders/{id}/paper`. */
export class OfflinePaperQuery {
  @OneOf(OFFLINE_PAPERS) paper: OfflinePaper;
}

/** Body of `POST /offline-orders/{id}/evidence`. */
export class ProvideEvidenceRequest {
  @IdField({ description: 'an own file' }) fileId: string;
  @TextField({ max: 500, description: 'why the provider is silent, and what the file shows' })
  reason: string;
}

export class ReturnEvidenceRequest {
  @TextField({ max: 500 }) reason: string;
}

/** Papers that stand in for a silent provider, and what a reviewer made of them. */
export class OfflineEvidenceResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) fileId: string;
  @ApiProperty() reason: string;
  @ApiProperty({ format: 'date-time' }) providedAt: string;
  @ApiProperty({ enum: EVIDENCE_DECISIONS, nullable: true, description: 'null while it waits' })
  decision: EvidenceDecision | null;
  @ApiProperty({ nullable: true, type: String }) decisionReason: string | null;
}

/** What an order of an offline service tells beside its price. */
export class OfflineOrderResponse {
  @ApiProperty() description: string;
  @ApiProperty({ nullable: true, type: String }) place: string | null;
  @ApiProperty({ description: 'where the service is rendered' }) regionCode: string;
  @ApiProperty({ format: 'date-time', description: 'planned' }) startsAt: string;
  @ApiProperty({ format: 'date-time', description: 'planned' }) endsAt: string;
  @ApiProperty({ nullable: true, type: String, description: 'where links to the provider go' })
  contactEmail: string | null;
  @ApiProperty() hasContract: boolean;
  @ApiProperty() hasReport: boolean;
  @ApiProperty({ enum: CONFIRMED_HOW, nullable: true }) confirmedHow: ConfirmedHow | null;
  @ApiProperty({ enum: COMPLETED_HOW, nullable: true }) completedHow: CompletedHow | null;
  @ApiProperty({ nullable: true, type: String, description: 'who said so by a link' })
  completedByName: string | null;
  @ApiProperty({ description: 'how often the silent provider was reminded' }) reminders: number;
  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'to the bureau' })
  escalatedAt: string | null;
  @ApiProperty({ nullable: true, type: String }) endedReason: string | null;
  @ApiProperty({ type: [OfflineEvidenceResponse], description: 'the first one first' })
  evidence: OfflineEvidenceResponse[];
}

/** Body of `POST /orders/{id}/completion-links`. */
export class AskForCompletionRequest {
  @EmailField({ nullable: true, description: 'another address than the one that was filed' })
  email?: string | null;
}

/** Body of `POST /order-completions/preview`. */
export class PreviewCompletionRequest {
  @TextField({ max: 200, description: 'from the fragment of the link' }) token: string;
}

/** Body of `POST /order-completions`. */
export class AnswerCompletionRequest extends PreviewCompletionRequest {
  @TextField({ max: 50, description: 'who answers for the provider' }) name: string;
  @FenField({ nullable: true, description: 'the agreed fee if absent, never above it' })
  actualFen?: number | null;
}

/** The statement was taken. */
export class CompletionAnswerResponse {
  @ApiProperty() orderNumber: string;
  @ApiProperty({ type: 'integer' }) actualFen: Fen;
}

export const toOfflineOrderResponse = (
  detail: OfflineOrder,
  evidence: readonly OfflineEvidence[],
): OfflineOrderResponse => ({
  description: detail.description,
  place: detail.place,
  regionCode: detail.regionCode,
  startsAt: isoInZone(detail.startsAt),
  endsAt: isoInZone(detail.endsAt),
  contactEmail: detail.contactEmail,
  hasContract: detail.contractFileId !== null,
  hasReport: detail.reportFileId !== null,
  confirmedHow: detail.confirmedHow,
  completedHow: detail.completedHow,
  completedByName: detail.completedByName,
  reminders: detail.reminders,
  escalatedAt: detail.escalatedAt && isoInZone(detail.escalatedAt),
  endedReason: detail.endedReason,
  evidence: evidence.map(({ id, fileId, reason, createdAt, decision, decisionReason }) => ({
    ...{ id, fileId, reason, decision, decisionReason },
    providedAt: isoInZone(createdAt),
  })),
});
