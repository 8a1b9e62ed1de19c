import { formatFen } from '@/shared/money';
import type { Order } from '../api';
import { useOrderTexts } from '../texts';

type Change = Order['changeOrders'][number];

const TONES: Record<Change['state'], string> = {
  proposed: 'tag-amber',
  offered: 'tag-amber',
  accepted: 'tag-green',
  declined: 'tag-red',
  withdrawn: '',
  lapsed: '',
};

function ChangeEntry({ change }: { change: Change }) {
  const texts = useOrderTexts();
  const { state, lines, feeBeforeFen, feeAfterFen, reason, answerReason } = change;
  return (
    <li className="stack-tight">
      <div className="row-between">
        <strong>
          {texts('changeFrom', { before: formatFen(feeBeforeFen), after: formatFen(feeAfterFen) })}
        </strong>
        <span className={`tag ${TONES[state]}`}>{texts(state)}</span>
      </div>
      <p>{reason}</p>
      <dl className="ledger small">
        {lines.map(({ text, changeFen }, index) => (
          <div key={index} className="ledger-line">
            <dt>{text}</dt>
            <dd>{formatFen(changeFen)}</dd>
          </div>
        ))}
      </dl>
      {answerReason && <p className="muted">{texts('answer', { reason: answerReason })}</p>}
    </li>
  );
}

/** 费用变更: what the laboratory wanted to charge more or less, the last first; nothing where it never did. */
export function ChangePanel({ order: { changeOrders } }: { order: Order }) {
  const texts = useOrderTexts();
  if (changeOrders.length === 0) return null;
  return (
    <section className="panel stack" aria-labelledby="changes">
      <h2 id="changes">{texts('changeTitle')}</h2>
      <ul className="stack entries">
        {changeOrders.toReversed().map((change) => (
          <ChangeEntry key={change.id} change={change} />
        ))}
      </ul>
    </section>
  );
}
