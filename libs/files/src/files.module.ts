import { join } from 'node:path';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Environment } from '@app/common';
import { DirectoryStorage, FileStorage } from './file-storage';
import { DEFAULT_FILE_QUOTA_BYTES, FILE_QUOTA_BYTES, FileStore } from './file-store';
import { StoredFile } from './stored-file.entity';

type FilesSettings = Pick<Environment, 'dataDirectory'> &
  Partial<Pick<Environment, 'fileQuotaBytes'>>;

/** The process's one file store; global, because every lib that takes files takes them here. */
@Global()
@Module({})
export class FilesModule {
  static forRoot(settings: FilesSettings): DynamicModule {
    return {
      module: FilesModule,
      imports: [TypeOrmModule.forFeature([StoredFile])],
      providers: [
        {
          provide: FileStorage,
          useFactory: () => new DirectoryStorage(join(settings.dataDirectory, 'files')),
        },
        {
          provide: FILE_QUOTA_BYTES,
          useValue: settings.fileQuotaBytes ?? DEFAULT_FILE_QUOTA_BYTES,
        },
        FileStore,
      ],
      exports: [FileStore],
    };
  }
}
