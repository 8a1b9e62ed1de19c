import { ApiProperty } from '@nestjs/swagger';
import { IdField, InstantField, OneOf, SomeOf, TextField } from '@app/http';
import { MAILS, type MailKind } from '@app/messaging';
import { type ChannelName, CHANNELS, PROVED_CHANNELS, type ProvedChannel } from './channel';
import { type Language, LANGUAGES } from './notification-choice.entity';
import { DELIVERY_STATES, type DeliveryState } from './notification-delivery.entity';

export class ChooseChannelsRequest {
  @SomeOf(CHANNELS, {
    description:
      'what is left out is switched off and its address forgotten; news that none of them carries goes by mail',
  })
  channels: ChannelName[];
  @OneOf(LANGUAGES, { nullable: true, description: 'of text messages; zh unless told' })
  language?: Language | null;
}

export class RequestCodeRequest {
  @OneOf(PROVED_CHANNELS) channel: ProvedChannel;
  @TextField({ max: 64, description: 'a mobile number, or the account of a WeCom member' })
  address: string;
}

export class ConfirmCodeRequest {
  @OneOf(PROVED_CHANNELS) channel: ProvedChannel;
  @TextField({ max: 12, description: 'six digits, as they were sent' }) code: string;
}

/** A code is on its way. */
export class CodeSentResponse {
  @InstantField() expiresAt: string;
}

class NotificationChannelResponse {
  @ApiProperty({ enum: CHANNELS }) channel: ChannelName;
  @ApiProperty({ description: 'this system can send this way' }) available: boolean;
  @ApiProperty() chosen: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'masked; mail goes to that of /me' })
  address: string | null;
}

/** How the caller is told. */
export class NotificationChannelsResponse {
  @ApiProperty({ type: [NotificationChannelResponse] }) channels: NotificationChannelResponse[];
  @ApiProperty({ enum: LANGUAGES, description: 'of text messages' }) language: Language;
}

/** A message by another way than mail, and how it went. */
export class NotificationDeliveryResponse {
  @IdField() id: string;
  @ApiProperty({ enum: PROVED_CHANNELS }) channel: ProvedChannel;
  @ApiProperty({ enum: MAILS, description: 'what it told' }) kind: MailKind;
  @ApiProperty({
    enum: DELIVERY_STATES,
    description: 'over: what it told was no longer so, or the channel no longer chosen',
  })
  state: DeliveryState;
  @ApiProperty() attempts: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'no-answer, address-refused, status-<n>, errcode-<n>',
  })
  lastError: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) nextAt: string | null;
  @InstantField() createdAt: string;
}
