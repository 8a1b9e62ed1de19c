import { useQuery } from '@tanstack/react-query';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { useLanguage } from '@/shared/i18n/language';
import { formatInstant, formatPeriod } from '@/shared/time';
import { useAnswerOffer, waitingListQuery, type WaitingEntry } from '../api';
import { useReservationTexts } from '../texts';

function Entry({ entry }: { entry: WaitingEntry }) {
  const texts = useReservationTexts();
  const language = useLanguage();
  const answer = useAnswerOffer(entry);
  const { state, from, until, minutes, offeredStartsAt, offeredEndsAt, offerExpiresAt } = entry;
  const isOffered = state === 'offered' && offeredStartsAt && offeredEndsAt && offerExpiresAt;
  return (
    <section className="panel stack">
      <strong>{entry.instrumentNameZh}</strong>
      <p>
        {isOffered
          ? texts('offered', {
              period: formatPeriod(offeredStartsAt, offeredEndsAt, language),
              time: formatInstant(offerExpiresAt, language),
            })
          : texts('waitingFor', {
              from: formatInstant(from, language),
              until: formatInstant(until, language),
              minutes: String(minutes),
            })}
      </p>
      {answer.error && <ProblemNotice error={answer.error} />}
      <div className="form-actions">
        <Button busy={answer.isPending} onClick={() => answer.mutate('leave')}>
          {texts('leaveOffer')}
        </Button>
        {isOffered && (
          <Button primary busy={answer.isPending} onClick={() => answer.mutate('take')}>
            {texts('takeOffer')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** 候补: what I wait for, with what is held for me just now; nothing where I wait for nothing. */
export function WaitingEntries() {
  const texts = useReservationTexts();
  const { data = [] } = useQuery(waitingListQuery);
  const open = data.filter(({ state }) => state === 'waiting' || state === 'offered');
  if (open.length === 0) return null;
  return (
    <div className="stack">
      <h2>{texts('waitingTitle')}</h2>
      {open.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </div>
  );
}
