export * from './jobs';
export * from './message-log';
export * from './messaging.module';
export * from './outbox';
export * from './outbox-message.entity';
export * from './processor';
export * from './queues';
export * from './relay';
export type { WorkerSettings } from './worker.service';
