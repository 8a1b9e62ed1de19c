export * from './order-archives.module';
