import { join } from 'node:path';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DirectoryStorage, FileStorage } from './file-storage';
import { FileStore } from './file-store';
import { StoredFile } from './stored-file.entity';

/** The process's one file store; global, because every lib that takes files takes them here. */
@Global()
@Module({})
export class FilesModule {
  static forRoot(settings: { dataDirectory: string }): DynamicModule {
    return {
      module: FilesModule,
      imports: [TypeOrmModule.forFeature([StoredFile])],
      providers: [
        {
          provide: FileStorage,
          useFactory: () => new DirectoryStorage(join(settings.dataDirectory, 'files')),
        },
        FileStore,
      ],
      exports: [FileStore],
    };
  }
}
