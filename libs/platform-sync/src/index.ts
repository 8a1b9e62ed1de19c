export * from './platform-record';
export * from './signature';
export * from './regional-platform';
