import { StateTag } from '@/shared/components/state-tag';
import { useLanguage } from '@/shared/i18n/language';
import { formatDate, formatInstant } from '@/shared/time';
import type { Order } from '../api';
import { useDetailTexts } from '../detail-texts';
import { Facts } from './facts';

type SampleOrder = NonNullable<Order['sampleOrder']>;

function Tests({ items }: { items: SampleOrder['items'] }) {
  const texts = useDetailTexts();
  return (
    <ul>
      {items.map(({ name, standard, conditions, quantity }, index) => (
        <li key={index}>
          {name} · {texts('times', { n: quantity })}
          {(standard || conditions) && (
            <span className="muted small">
              {' '}
              {[standard, conditions].filter(Boolean).join(' · ')}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Samples({ samples }: { samples: SampleOrder['samples'] }) {
  const texts = useDetailTexts();
  return (
    <ul>
      {samples.map(({ id, name, quantity, hazards, labelCode }) => (
        <li key={id}>
          {name} · {texts('pieces', { n: quantity })}
          {labelCode && <span className="muted small"> {texts('label', { code: labelCode })}</span>}
          {hazards && <p className="hazard small">{texts('hazards', { hazards })}</p>}
        </li>
      ))}
    </ul>
  );
}

/** By when the lab is done, and what it had promised before. */
function Promise({ sample: { promisedOn, promises, late } }: { sample: SampleOrder }) {
  const texts = useDetailTexts();
  const language = useLanguage();
  if (!promisedOn) return <span className="muted">{texts('notPromised')}</span>;
  return (
    <>
      <span className="row">
        <strong>{formatDate(promisedOn, language)}</strong>
        {late && <StateTag state="late" />}
      </span>
      {promises.map(({ at, previousOn, reason }) => (
        <p key={at} className="muted small">
          {texts('promiseMoved', { before: previousOn, reason })}
        </p>
      ))}
    </>
  );
}

/** What samples are sent in for, and how far they are. */
export function SampleFacts({ sample }: { sample: SampleOrder }) {
  const texts = useDetailTexts();
  const language = useLanguage();
  const { carrier, trackingNumber, receivedAt, reportNumber, reportIssuedOn } = sample;
  return (
    <Facts
      facts={[
        [texts('promisedOn'), <Promise key="promise" sample={sample} />],
        [texts('wishedBy'), sample.wishedBy && formatDate(sample.wishedBy, language)],
        [texts('tests'), <Tests key="tests" items={sample.items} />],
        [texts('samples'), <Samples key="samples" samples={sample.samples} />],
        [texts('urgency'), texts(sample.urgency)],
        [texts('reportKind'), texts(sample.reportKind)],
        [texts('leftOver'), texts(sample.leftOver)],
        [texts('sentBy'), [carrier, trackingNumber].filter(Boolean).join(' ')],
        [texts('receivedAt'), receivedAt && formatInstant(receivedAt, language)],
        [
          texts('reportNumber'),
          reportNumber && reportIssuedOn
            ? texts('reportIssuedOn', { number: reportNumber, date: reportIssuedOn })
            : reportNumber,
        ],
        [texts('endedReason'), sample.endedReason],
      ]}
    />
  );
}
