export * from './notifications.module';
export * from './notifications.worker.module';
export { ChannelCode, NotificationChoice } from './channels/notification-choice.entity';
export { NotificationDelivery } from './channels/notification-delivery.entity';
export { WebhookDelivery, WebhookEndpoint } from './webhooks/webhook-endpoint.entity';
