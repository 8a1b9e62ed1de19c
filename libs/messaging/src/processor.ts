import type { Provider, Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { JobName, JobPayloads } from './jobs';

/** What a processor is told about the delivery it handles. */
export interface JobContext {
  /** The outbox row behind the job; null for a job started by the clock. */
  messageId: string | null;
  /** 1 on the first delivery. */
  attempt: number;
  /** Marks the outbox row as done in the processor's own transaction, so that effect and mark commit together. */
  done(tx: EntityManager): Promise<void>;
}

/**
 * Does one kind of job. A job may arrive twice or after a crash in the middle, so its effect rests on a unique key or
 * a compare-and-set in PostgreSQL.
 */
export interface JobProcessor<N extends JobName> {
  readonly job: N;
  process(payload: JobPayloads[N], context: JobContext): Promise<void>;
}

/** A processor of some job, whichever: what the worker can say of all of them. */
interface AnyProcessor {
  readonly job: JobName;
  process(...args: never[]): Promise<void>;
}

const PROCESSOR = Symbol('job processor');

/** Provides a processor and makes the worker of the application run it. */
export function provideProcessor(type: Type<AnyProcessor>): Provider {
  Reflect.defineMetadata(PROCESSOR, true, type);
  return type;
}

/** True for a class that was provided with {@link provideProcessor}. */
export const isProcessor = (type: unknown): boolean =>
  typeof type === 'function' && Reflect.hasMetadata(PROCESSOR, type);
