import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { ChannelCodes, CODE_SETTINGS } from './channels/channel-codes.service';
import { Channels, type ChannelSettings } from './channels/channels';
import { NotificationChannelsController } from './channels/notification-channels.controller';
import { NotificationChannels } from './channels/notification-channels.service';
import { ChannelCode, NotificationChoice } from './channels/notification-choice.entity';
import { NotificationDelivery } from './channels/notification-delivery.entity';
import { defineSubjects } from './notifications.subjects';
import { WebhookDelivery, WebhookEndpoint } from './webhooks/webhook-endpoint.entity';
import { WEBHOOK_SETTINGS, WebhookSender, type WebhookSettings } from './webhooks/webhook-sender';
import { WebhooksController } from './webhooks/webhooks.controller';
import { WebhooksService } from './webhooks/webhooks.service';

/** What persons and organisations say of how they want to be told. */
@Module({})
export class NotificationsModule {
  static forRoot(settings: WebhookSettings & ChannelSettings): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [
        AccessModule,
        AuditModule,
        TypeOrmModule.forFeature([WebhookEndpoint, WebhookDelivery]),
        TypeOrmModule.forFeature([NotificationChoice, ChannelCode, NotificationDelivery]),
      ],
      controllers: [WebhooksController, NotificationChannelsController],
      providers: [
        { provide: Channels, useFactory: () => new Channels(settings) },
        { provide: CODE_SETTINGS, useValue: settings },
        ChannelCodes,
        NotificationChannels,
        { provide: WEBHOOK_SETTINGS, useValue: settings },
        WebhookSender,
        WebhooksService,
      ],
    };
  }

  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineSubjects(subjects, personalData);
  }
}
