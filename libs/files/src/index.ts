export * from './file-storage';
export * from './file-store';
export * from './files.module';
export * from './stored-file.entity';
