import { Alternatives } from '@/shared/components/alternatives';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ProblemError, type Period } from '@/shared/problem';
import { useBookingTexts } from '../texts';

type BookingRefusalProps = { error: Error; onChoose: (period: Period) => void };

/** Why the time cannot be had, with the nearest free times where there are some; the form stays as it is. */
export function BookingRefusal({ error, onChoose }: BookingRefusalProps) {
  const texts = useBookingTexts();
  const problem = error instanceof ProblemError ? error.problem : undefined;
  const periods = problem?.alternatives ?? [];
  if (!problem || periods.length === 0) return <ProblemNotice error={error} />;
  const choice = (
    <Alternatives label={texts('chooseOther')} periods={periods} onChoose={onChoose} />
  );
  if (problem.status !== 409) {
    return (
      <ProblemNotice error={error}>
        <p>{texts('chooseOther')}</p>
        {choice}
      </ProblemNotice>
    );
  }
  return (
    <div className="notice notice-warning stack-tight" role="alert">
      <strong>{texts('conflictTitle')}</strong>
      <p>{texts('chooseOther')}</p>
      {choice}
    </div>
  );
}
