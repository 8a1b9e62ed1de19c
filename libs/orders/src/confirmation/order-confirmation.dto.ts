import { ApiProperty } from '@nestjs/swagger';
import { type Fen, isoInZone } from '@app/common';
import { EmailField, OneOf, TextField } from '@app/http';
import { ChangeOrderResponse } from '../change-orders/change-order.dto';
import { DisputeResponse } from '../disputes/dispute.dto';
import { OfflineOrderResponse } from '../offline/offline.dto';
import { OrderResponse } from '../order.dto';
import { SampleOrderResponse } from '../samples/sample.dto';
import {
  CONFIRMATION_DECISIONS,
  type ConfirmationDecision,
  type OrderConfirmation,
} from './order-confirmation.entity';

/** Body of `POST /orders/{id}/confirmation-links`. */
export class AskForConfirmationRequest {
  @EmailField({ description: "the provider's address, where the link is sent" }) email: string;
}

/** The link is on its way; an earlier one has stopped working. */
export class ConfirmationLinkResponse {
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
}

/** Body of `POST /order-confirmations/preview`. */
export class PreviewConfirmationRequest {
  @TextField({ max: 200, description: 'from the fragment of the link' }) token: string;
}

/** What a provider is asked to confirm; nobody's personal data. */
export class ConfirmationPreviewResponse {
  @ApiProperty() orderNumber: string;
  @ApiProperty() userOrganisationNameZh: string;
  @ApiProperty() providerNameZh: string;
  @ApiProperty({ nullable: true, type: String }) instrumentNameZh: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'what was filed to be done' })
  description: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'where, of a filed service' })
  place: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) startsAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) endsAt: string | null;
  @ApiProperty({ type: 'integer', description: 'agreed fee' }) listFen: Fen;
}

/** Body of `POST /order-confirmations`. */
export class AnswerConfirmationRequest extends PreviewConfirmationRequest {
  @OneOf(CONFIRMATION_DECISIONS) decision: ConfirmationDecision;
  @TextField({ max: 50, description: 'who answers for the provider' }) name: string;
  @TextField({ max: 50, optional: true }) position?: string;
  @TextField({ max: 500, optional: true, description: 'for the user organisation to read' })
  note?: string;
}

/** The answer was taken. */
export class ConfirmationAnswerResponse {
  @ApiProperty() orderNumber: string;
  @ApiProperty({ enum: CONFIRMATION_DECISIONS }) decision: ConfirmationDecision;
}

/** What the provider answered by a signed link. */
export class ProviderConfirmation {
  @ApiProperty({ enum: CONFIRMATION_DECISIONS }) decision: ConfirmationDecision;
  @ApiProperty() name: string;
  @ApiProperty({ nullable: true, type: String }) position: string | null;
  @ApiProperty({ nullable: true, type: String }) note: string | null;
  @ApiProperty({ description: 'address the link was sent to' }) sentTo: string;
  @ApiProperty({ format: 'date-time' }) answeredAt: string;
}

/** An order with what its provider answered by link, every change of its fee, how a dispute went, and any samples. */
export class OrderDetailResponse extends OrderResponse {
  @ApiProperty({ type: ProviderConfirmation, nullable: true })
  providerConfirmation: ProviderConfirmation | null;
  @ApiProperty({ type: [ChangeOrderResponse] }) changeOrders: ChangeOrderResponse[];
  @ApiProperty({ type: DisputeResponse, nullable: true }) dispute: DisputeResponse | null;
  @ApiProperty({ type: SampleOrderResponse, nullable: true, description: 'of kind sample only' })
  sampleOrder: SampleOrderResponse | null;
  @ApiProperty({ type: OfflineOrderResponse, nullable: true, description: 'of kind offline only' })
  offlineOrder: OfflineOrderResponse | null;
}

export const toProviderConfirmation = (row: OrderConfirmation): ProviderConfirmation => ({
  decision: row.decision,
  name: row.name,
  position: row.position,
  note: row.note,
  sentTo: row.sentTo,
  answeredAt: isoInZone(row.createdAt),
});
