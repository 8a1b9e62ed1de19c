import { useDurationText } from '@/shared/duration';
import { formatFen } from '@/shared/money';
import type { InstrumentDetail } from '../api';
import { useBookingTexts } from '../texts';

function Prices({ instrument: { feeSchedule } }: { instrument: InstrumentDetail }) {
  const texts = useBookingTexts();
  const lines = feeSchedule?.lines ?? [];
  return (
    <section className="panel stack-tight">
      <h2>{texts('prices')}</h2>
      {lines.length === 0 && <p className="muted">{texts('noPrices')}</p>}
      <ul className="stack-tight">
        {lines.map(({ kind, amountFen, tier }) => (
          <li key={kind + (tier ?? '')} className="row-between">
            <span className="muted">
              {texts(kind)} {tier && texts(`tier_${tier}`)}
            </span>
            <strong>{formatFen(amountFen)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The rules that can be said in one line each; a rule that is off is not mentioned. */
function useRuleLines({ bookingPolicy: policy }: InstrumentDetail): string[] {
  const texts = useBookingTexts();
  const duration = useDurationText();
  return [
    policy.approval && texts(`approval_${policy.approval}`),
    policy.minMinutes && texts('minRule', { time: duration(policy.minMinutes) }),
    policy.maxMinutes && texts('maxRule', { time: duration(policy.maxMinutes) }),
    policy.noticeMinutes && texts('noticeRule', { time: duration(policy.noticeMinutes) }),
    policy.cancelNoticeMinutes &&
      texts('cancelRule', { time: duration(policy.cancelNoticeMinutes) }),
    policy.horizonDays && texts('horizonRule', { n: policy.horizonDays }),
    policy.trainingRequired && texts('trainingRule'),
  ].filter((line) => typeof line === 'string');
}

/** Public prices and booking rules of an instrument. */
export function InstrumentTerms({ instrument }: { instrument: InstrumentDetail }) {
  const texts = useBookingTexts();
  const rules = useRuleLines(instrument);
  return (
    <>
      <Prices instrument={instrument} />
      {rules.length > 0 && (
        <section className="panel stack-tight">
          <h2>{texts('rules')}</h2>
          <ul className="stack-tight">
            {rules.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
