import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { type EventName, type EventPayload, EVENTS } from './jobs';

/** Remembers, in the transaction of the change itself, what has to be done once it has committed. */
@Injectable()
export class Outbox {
  async add<E extends EventName>(
    tx: EntityManager,
    event: E,
    payload: EventPayload<E>,
  ): Promise<void> {
    for (const job of EVENTS[event]) {
      await tx.query('INSERT INTO outbox_message (id, job, payload) VALUES ($1, $2, $3)', [
        newId(),
        job,
        payload,
      ]);
    }
  }
}
