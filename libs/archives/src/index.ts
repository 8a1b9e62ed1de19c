export type { ArchiveSource } from './archive-source';
export { ARCHIVE_SOURCES } from './archive-sources';
export * from './order-archives.module';
