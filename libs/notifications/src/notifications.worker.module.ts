import { join } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '@app/audit';
import { provideProcessor } from '@app/messaging';
import { Channels, type ChannelSettings } from './channels/channels';
import { DeliverMessageProcessor } from './channels/deliver-message.processor';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings';
import { FolderTransport, MailTransport, SmtpTransport } from './mail-transport';
import { MailWriter } from './mail-writer';
import { OrderNewsProcessor } from './order-news/order-news.processor';
import { ReservationNewsProcessor } from './reservation-news/reservation-news.processor';
import { SendMailProcessor } from './send-mail.processor';
import { DeliverWebhookProcessor } from './webhooks/deliver-webhook.processor';
import { WEBHOOK_SETTINGS, WebhookSender, type WebhookSettings } from './webhooks/webhook-sender';

function makeTransport({ smtpUrl, mailFrom, dataDirectory }: MailSettings): MailTransport {
  return smtpUrl === undefined
    ? new FolderTransport(join(dataDirectory, 'mail'), mailFrom)
    : new SmtpTransport(smtpUrl, mailFrom);
}

/** Mails, messages to persons and to other systems, sent by the worker after the change they tell of is committed. Nobody imports this lib: it listens. */
@Module({})
export class NotificationsWorkerModule {
  static forRoot(settings: MailSettings & WebhookSettings & ChannelSettings): DynamicModule {
    return {
      module: NotificationsWorkerModule,
      imports: [AuditModule],
      providers: [
        { provide: MAIL_SETTINGS, useValue: settings },
        { provide: MailTransport, useFactory: () => makeTransport(settings) },
        { provide: Channels, useFactory: () => new Channels(settings) },
        { provide: WEBHOOK_SETTINGS, useValue: settings },
        MailWriter,
        WebhookSender,
        provideProcessor(SendMailProcessor),
        provideProcessor(ReservationNewsProcessor),
        provideProcessor(OrderNewsProcessor),
        provideProcessor(DeliverMessageProcessor),
        provideProcessor(DeliverWebhookProcessor),
      ],
    };
  }
}
