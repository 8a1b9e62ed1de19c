import { useEffect, useState } from 'react';
import { Button } from '@/shared/components/button';
import type { Hold, HoldState } from '../hold';
import { useBookingTexts } from '../texts';

const SECOND_MS = 1_000;
const LIFETIME_S = 600;
const WARN_S = 120;

/** Whole seconds left; a wrong clock in the browser must not promise more than the ten minutes that a hold has. */
function secondsLeft({ expiresAt }: Hold): number {
  const left = Math.round((Date.parse(expiresAt) - Date.now()) / SECOND_MS);
  return Math.max(0, Math.min(left, LIFETIME_S));
}

function useSecondsLeft(hold: Hold): number {
  const [left, setLeft] = useState(() => secondsLeft(hold));
  useEffect(() => {
    setLeft(secondsLeft(hold));
    const timer = setInterval(() => setLeft(secondsLeft(hold)), SECOND_MS);
    return () => clearInterval(timer);
  }, [hold]);
  return left;
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

type HoldTimerProps = { hold: Hold; prolong: HoldState['prolong']; renew: () => void };

/** How long the slot is still kept, with the way to prolong it once; heard by a screen reader only near the end. */
export function HoldTimer({ hold, prolong, renew }: HoldTimerProps) {
  const texts = useBookingTexts();
  const left = useSecondsLeft(hold);
  if (left === 0) {
    return (
      <div className="hold hold-over row-between" role="status">
        <span>{texts('holdOver')}</span>
        <Button onClick={renew}>{texts('holdAgain')}</Button>
      </div>
    );
  }
  const isEnding = left <= WARN_S;
  return (
    <div className={isEnding ? 'hold hold-over row-between' : 'hold row-between'}>
      <span>
        {texts('held')}{' '}
        <strong role="timer" aria-label={texts('held')}>
          {clock(left)}
        </strong>
      </span>
      <span className="visually-hidden" role="status">
        {isEnding && texts('holdEnding')}
      </span>
      {!hold.prolonged && (
        <Button onClick={() => void prolong().catch(renew)}>{texts('prolong')}</Button>
      )}
    </div>
  );
}
