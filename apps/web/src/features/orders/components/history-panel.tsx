import { useQuery } from '@tanstack/react-query';
import { QueryView } from '@/shared/components/query-view';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import { formatInstant } from '@/shared/time';
import { historyQuery, type HistoryStep, type Order } from '../api';
import { factsOf, isBySystem } from '../history';
import { isKnownStep, useStepFactTexts, useStepTexts } from '../history-texts';
import { useOrderTexts } from '../texts';

function Step({ step }: { step: HistoryStep }) {
  const texts = useOrderTexts();
  const steps = useStepTexts();
  const said = useStepFactTexts();
  const language = useLanguage();
  const { action, at, by } = step;
  const facts = factsOf(step).map((fact) =>
    'fen' in fact
      ? said(fact.key, { amount: formatFen(fact.fen) })
      : said(fact.key, { date: fact.date }),
  );
  const who = by ? `${by.organisationNameZh} ${by.displayName}` : null;
  return (
    <li className="timeline-step">
      <strong>{isKnownStep(action) ? steps(action) : action}</strong>
      {facts.length > 0 && <p className="small">{facts.join(' · ')}</p>}
      <p className="muted small">
        <time dateTime={at}>{formatInstant(at, language)}</time>
        {(who || isBySystem(step)) && <> · {who ?? texts('system')}</>}
      </p>
    </li>
  );
}

/** 进展: what happened, the last step first. */
export function HistoryPanel({ order: { id } }: { order: Order }) {
  const texts = useOrderTexts();
  const query = useQuery(historyQuery(id));
  return (
    <section className="panel stack-tight" aria-labelledby="history">
      <h2 id="history">{texts('history')}</h2>
      <QueryView query={query}>
        {(steps) => (
          <ol className="timeline" reversed>
            {steps.toReversed().map((step) => (
              <Step key={step.at + step.action} step={step} />
            ))}
          </ol>
        )}
      </QueryView>
    </section>
  );
}
