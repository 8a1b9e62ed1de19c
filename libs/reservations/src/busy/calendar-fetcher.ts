import { Injectable } from '@nestjs/common';
import { Outbound, OutboundRefused } from '@app/http';
import { CalendarUnreadable } from './busy.errors';

/** A year of one instrument's bookings, many times over. */
const ANSWER_LIMIT_BYTES = 2 * 1_048_576;
const TIMEOUT_MS = 15_000;

/** Gets the text of a calendar from another system. */
@Injectable()
export class CalendarFetcher {
  /**
   * Anybody's address, so public ones only: nothing of this network can be read through a calendar.
   *
   * @throws CalendarUnreadable
   */
  async fetch(address: string): Promise<string> {
    const outbound = new Outbound({
      ...{ peers: [address], privateHosts: [], connections: 1 },
      ...{ timeoutMs: TIMEOUT_MS, answerLimitBytes: ANSWER_LIMIT_BYTES },
    });
    try {
      const answer = await outbound.fetch(address, { headers: { accept: 'text/calendar' } });
      if (answer.status !== 200) throw new CalendarUnreadable('refused');
      return await answer.text();
    } catch (error) {
      if (error instanceof CalendarUnreadable) throw error;
      throw new CalendarUnreadable(isRefused(error) ? 'refused' : 'unreachable');
    } finally {
      await outbound.close();
    }
  }
}

/** undici wraps what the look-up of an address throws. */
const isRefused = (error: unknown): boolean =>
  error instanceof OutboundRefused ||
  (error instanceof Error && error.cause instanceof OutboundRefused);
