import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { ForgetExpiredProcessor } from './forget-expired.processor';

/** The jobs of identity, for the worker. */
@Module({ providers: [provideProcessor(ForgetExpiredProcessor)] })
export class IdentityWorkerModule {}
