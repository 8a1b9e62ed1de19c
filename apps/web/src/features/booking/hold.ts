import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, bodyOf, type Schemas } from '@/shared/api/client';
import type { Period } from '@/shared/problem';

/** A slot kept for a form that is being filled in, until `expiresAt`. */
export type Hold = Schemas['HoldResponse'];

/** What the booking sheet knows of its hold; without one, `error` says why the time cannot be kept. */
export type HoldState = {
  hold: Hold | null;
  error: Error | null;
  /** Ten minutes more; possible once. */
  prolong: () => Promise<void>;
  /** Tries again to keep the slot, after the hold has run out. */
  renew: () => void;
  /** The hold to book on when it covers exactly this period; any other one is given back first, as it would be in the way. */
  claim: (period: Period) => Promise<string | undefined>;
};

function takeHold(instrumentId: string, period: Period): Promise<Hold> {
  return bodyOf(api.POST('/api/v1/holds', { body: { instrumentId, ...period } }));
}

async function giveBack(id: string): Promise<void> {
  await bodyOf(api.DELETE('/api/v1/holds/{id}', { params: { path: { id } } }));
}

function covers(hold: Hold, { startsAt, endsAt }: Period): boolean {
  return (
    Date.parse(hold.startsAt) === Date.parse(startsAt) &&
    Date.parse(hold.endsAt) === Date.parse(endsAt)
  );
}

/**
 * Keeps `period` while a form is open: taken at once, given back when the period changes or the form closes. Steps are
 * queued, so that the slot is never asked for while an earlier hold of ours still takes it; null keeps nothing.
 */
export function useHold(instrumentId: string, period: Period | null): HoldState {
  const client = useQueryClient();
  const queue = useRef<Promise<void>>(Promise.resolve());
  const current = useRef<Hold | null>(null);
  const [state, setState] = useState<{ hold: Hold | null; error: Error | null }>(NOTHING);
  const [attempt, setAttempt] = useState(0);
  const startsAt = period?.startsAt;
  const endsAt = period?.endsAt;

  const drop = useCallback(async () => {
    const held = current.current;
    current.current = null;
    if (!held) return;
    await giveBack(held.id).catch(() => undefined); // it runs out by itself
    void client.invalidateQueries({ queryKey: ['timetable'] });
  }, [client]);

  useEffect(() => {
    if (!startsAt || !endsAt) return;
    let isWanted = true;
    const take = async () => {
      if (!isWanted) return;
      const hold = await takeHold(instrumentId, { startsAt, endsAt });
      current.current = hold;
      if (isWanted) setState({ hold, error: null });
    };
    queue.current = queue.current.then(take).catch((error: Error) => {
      if (isWanted) setState({ hold: null, error });
    });
    return () => {
      isWanted = false;
      setState(NOTHING);
      queue.current = queue.current.then(drop);
    };
  }, [instrumentId, startsAt, endsAt, attempt, drop]);

  const prolong = async () => {
    if (!state.hold) return;
    const path = { id: state.hold.id };
    const hold = await bodyOf(api.POST('/api/v1/holds/{id}/prolong', { params: { path } }));
    setState({ hold: { ...state.hold, ...hold }, error: null });
  };
  const claim = async (wished: Period) => {
    await queue.current;
    if (current.current && !covers(current.current, wished)) await drop();
    return current.current?.id;
  };
  return { ...state, prolong, renew: () => setAttempt(attempt + 1), claim };
}

const NOTHING = { hold: null, error: null };
