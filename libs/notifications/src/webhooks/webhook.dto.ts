import { ApiProperty } from '@nestjs/swagger';
import { SomeOf, TextField } from '@app/http';
import { WEBHOOK_EVENTS, type WebhookEvent } from './webhook-events';

export class CreateWebhookRequest {
  @TextField({ max: 500, description: 'https address that takes POST requests' }) url: string;
  @SomeOf(WEBHOOK_EVENTS, { nullable: true, description: 'what to tell; all unless told' })
  events?: WebhookEvent[] | null;
}

export class WebhookResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() url: string;
  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true, description: 'empty is all' })
  events: WebhookEvent[];
  @ApiProperty({ enum: ['active', 'off'] }) state: 'active' | 'off';
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'gone: the address answered 410; failing: no message arrived in five days',
  })
  offReason: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

/** Shown this once: the secret with which messages are signed. */
export class CreatedWebhookResponse extends WebhookResponse {
  @ApiProperty({ description: 'whsec_…, as Standard Webhooks libraries take it' }) secret: string;
}

export class WebhookDeliveryResponse {
  @ApiProperty({ format: 'uuid', description: 'travels as webhook-id' }) id: string;
  @ApiProperty() event: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'the reservation or order',
  })
  objectId: string | null;
  @ApiProperty({ enum: ['pending', 'delivered', 'failed'] }) state: string;
  @ApiProperty() attempts: number;
  @ApiProperty({ type: Number, nullable: true, description: 'last answer of the address' })
  lastStatus: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'no-answer, refused, status' })
  lastError: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) nextAt: string | null;
  @ApiProperty({ format: 'date-time' }) occurredAt: string;
}
