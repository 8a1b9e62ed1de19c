export * from './columns';
export * from './command';
export * from './data-source';
export * from './database.module';
export * from './idempotency-key.entity';
export * from './postgres-error';
export * from './schema-version';
export { acrossOrganisations } from './scoped-client';
export * from './transaction';
