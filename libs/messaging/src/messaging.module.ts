import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OutboxMessage } from './outbox-message.entity';
import { Outbox } from './outbox';
import { QueueFactory, type QueueSettings } from './queues';
import { JobWorker, WORKER_SETTINGS, type WorkerSettings } from './worker.service';

const DEFAULTS: WorkerSettings = { relayIntervalMs: 500, leaseSeconds: 300, schedules: true };

/** The outbox for whoever changes something; the worker also relays and runs jobs. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([OutboxMessage])],
  providers: [Outbox],
  exports: [Outbox],
})
export class MessagingModule {
  /** With relay, schedules and workers, for the worker process. */
  static forWorker(queue: QueueSettings, settings: Partial<WorkerSettings> = {}): DynamicModule {
    return {
      module: MessagingModule,
      providers: [
        { provide: QueueFactory, useFactory: () => new QueueFactory(queue) },
        { provide: WORKER_SETTINGS, useValue: { ...DEFAULTS, ...settings } },
        JobWorker,
      ],
    };
  }
}
