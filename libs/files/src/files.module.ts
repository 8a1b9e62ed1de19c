import { join } from 'node:path';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigurationError, type Environment } from '@app/common';
import { DirectoryStorage, FileStorage } from './file-storage';
import { ObjectStorage, type ObjectStoreCall } from './object-storage';
import { DEFAULT_FILE_QUOTA_BYTES, FILE_QUOTA_BYTES, FileStore } from './file-store';
import { StoredFile } from './stored-file.entity';

type FilesSettings = Pick<Environment, 'dataDirectory'> &
  Partial<Pick<Environment, 'fileQuotaBytes' | 'objectStore' | 'outboundPrivateHosts'>>;

/** Makes the calls to one peer, which is guarded by the rules for calls to others. */
export type PeerCalls = (rules: {
  peers: string[];
  privateHosts: string[];
  answerLimitBytes: number;
}) => ObjectStoreCall;

/** Largest file that is read back from an object store. */
const ANSWER_LIMIT_BYTES = 64 * 1024 ** 2;

/** The process's one file store; global, because every lib that takes files takes them here. */
@Global()
@Module({})
export class FilesModule {
  /** @param callsTo needed where an object store is configured */
  static forRoot(settings: FilesSettings, callsTo?: PeerCalls): DynamicModule {
    return {
      module: FilesModule,
      imports: [TypeOrmModule.forFeature([StoredFile])],
      providers: [
        {
          provide: FileStorage,
          useFactory: () => storageOf(settings, callsTo),
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

function storageOf(settings: FilesSettings, callsTo: PeerCalls | undefined): FileStorage {
  const { dataDirectory, objectStore, outboundPrivateHosts = [] } = settings;
  if (!objectStore) return new DirectoryStorage(join(dataDirectory, 'files'));
  if (!callsTo)
    throw new ConfigurationError('This process cannot call the object store S3_ENDPOINT.');
  const rules = {
    peers: [objectStore.endpoint],
    privateHosts: outboundPrivateHosts,
    answerLimitBytes: ANSWER_LIMIT_BYTES,
  };
  return new ObjectStorage(objectStore, callsTo(rules));
}
