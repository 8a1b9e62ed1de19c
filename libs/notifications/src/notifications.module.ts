import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { defineSubjects } from './notifications.subjects';
import { WebhookDelivery, WebhookEndpoint } from './webhooks/webhook-endpoint.entity';
import { WEBHOOK_SETTINGS, WebhookSender, type WebhookSettings } from './webhooks/webhook-sender';
import { WebhooksController } from './webhooks/webhooks.controller';
import { WebhooksService } from './webhooks/webhooks.service';

/** What organisations say of how they want to be told. */
@Module({})
export class NotificationsModule {
  static forRoot(settings: WebhookSettings): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [
        AccessModule,
        AuditModule,
        TypeOrmModule.forFeature([WebhookEndpoint, WebhookDelivery]),
      ],
      controllers: [WebhooksController],
      providers: [
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
