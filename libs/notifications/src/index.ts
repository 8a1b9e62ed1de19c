export * from './notifications.worker.module';
