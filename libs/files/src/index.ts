export * from './file-kind';
export { attachmentOf, nameOfKind } from './file-name';
export * from './file-storage';
export { FileStore } from './file-store';
export * from './file.errors';
export * from './files.module';
export { ObjectStorage, type ObjectStoreCall } from './object-storage';
export * from './sheet-writer';
export * from './stored-file.entity';
