import { useLanguage } from '@/shared/i18n/language';
import type { Period } from '@/shared/problem';
import { formatPeriod } from '@/shared/time';

type AlternativesProps = {
  label: string;
  periods: readonly Period[];
  chosen?: Period | null;
  onChoose: (period: Period) => void;
};

/** Free times to choose from with one tap. */
export function Alternatives({ label, periods, chosen, onChoose }: AlternativesProps) {
  const language = useLanguage();
  return (
    <div className="stack-tight" role="group" aria-label={label}>
      {periods.map((period) => (
        <button
          type="button"
          className="chip"
          key={period.startsAt}
          aria-pressed={chosen ? chosen.startsAt === period.startsAt : undefined}
          onClick={() => onChoose(period)}
        >
          {formatPeriod(period.startsAt, period.endsAt, language)}
        </button>
      ))}
    </div>
  );
}
