export * from './notifications.module';
export * from './notifications.worker.module';
export { WebhookDelivery, WebhookEndpoint } from './webhooks/webhook-endpoint.entity';
