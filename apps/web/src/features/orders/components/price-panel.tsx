import type { ReactNode } from 'react';
import { useVoucherReason } from '@/shared/i18n/money-texts';
import { formatFen } from '@/shared/money';
import type { Order } from '../api';
import { isPriced, priceParts, priceRows, type PriceParts } from '../price';
import { useOrderTexts } from '../texts';

type LineProps = { name: ReactNode; note?: ReactNode; fen: number; look?: string };

function Line({ name, note, fen, look }: LineProps) {
  return (
    <div className={look ? `ledger-line ${look}` : 'ledger-line'}>
      <dt>
        {name}
        {note && <span className="muted small ledger-note">{note}</span>}
      </dt>
      <dd>{formatFen(fen)}</dd>
    </div>
  );
}

/** What the sides pay; a voucher takes its part off the fee. */
function Parts({ parts }: { parts: PriceParts }) {
  const texts = useOrderTexts();
  const reasonText = useVoucherReason();
  const { basis, voucherFen, ownFen, voucherReason } = parts;
  const isExpected = basis === 'expected';
  return (
    <>
      <Line
        name={texts(isExpected ? 'expectedVoucher' : 'voucher')}
        note={
          voucherReason && voucherFen === 0
            ? texts('noVoucher', { reason: reasonText(voucherReason) })
            : isExpected && voucherFen > 0 && texts('expectedNote')
        }
        fen={-voucherFen}
        look={voucherFen > 0 ? 'ledger-voucher' : 'ledger-quiet'}
      />
      <Line name={texts(isExpected ? 'expectedOwn' : 'own')} fen={ownFen} look="ledger-own" />
    </>
  );
}

/** Every line of the price, the changes agreed since, and what comes of it. */
function Ledger({ order }: { order: Order }) {
  const texts = useOrderTexts();
  const rows = priceRows(order);
  const parts = priceParts(order);
  const { listFen, changeFen = 0 } = order.quote;
  const isAsAgreed = parts.feeFen === order.feeFen;
  return (
    <dl className="ledger">
      {rows.map(({ key, text, note, amountFen }) => (
        <Line key={key} name={text} note={note} fen={amountFen} />
      ))}
      {(rows.length !== 1 || changeFen !== 0) && (
        <Line name={texts('listPrice')} fen={listFen} look="ledger-sum" />
      )}
      {changeFen !== 0 && <Line name={texts('changes')} fen={changeFen} />}
      {changeFen !== 0 && <Line name={texts('agreedFee')} fen={order.feeFen} look="ledger-sum" />}
      {parts.basis === 'actual' && !isAsAgreed && (
        <Line name={texts('actualFee')} fen={parts.feeFen} look="ledger-sum" />
      )}
      {parts.basis !== 'none' && <Parts parts={parts} />}
    </dl>
  );
}

function EarlierQuotes({ order: { sampleOrder } }: { order: Order }) {
  const texts = useOrderTexts();
  const earlier = sampleOrder?.quotes.slice(1) ?? [];
  if (!sampleOrder || earlier.length === 0) return null;
  const why = sampleOrder.quotes[0]?.reason;
  return (
    <div className="small muted">
      {why && <p>{texts('quoteRevised', { reason: why })}</p>}
      <h3 className="small">{texts('earlierQuotes')}</h3>
      <ul>
        {earlier.map(({ version, listFen, promisedOn }) => (
          <li key={version}>
            {texts('earlierQuote', { n: version, amount: formatFen(listFen), date: promisedOn })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** 费用: what the order costs, explained line by line. */
export function PricePanel({ order }: { order: Order }) {
  const texts = useOrderTexts();
  const { basis } = priceParts(order);
  const { sampleOrder, state } = order;
  return (
    <section className="panel stack-tight" aria-labelledby="price">
      <div className="row-between">
        <h2 id="price">{texts('price')}</h2>
        {sampleOrder && sampleOrder.quoteVersion > 1 && (
          <span className="muted small">
            {texts('quoteVersion', { n: sampleOrder.quoteVersion })}
          </span>
        )}
      </div>
      {isPriced(order) ? <Ledger order={order} /> : <p>{texts('notPriced')}</p>}
      {basis === 'none' && <p className="muted">{texts('nothingDue')}</p>}
      {state === 'priced' && sampleOrder?.quoteValidUntil && (
        <p className="muted small">{texts('quoteUntil', { date: sampleOrder.quoteValidUntil })}</p>
      )}
      <EarlierQuotes order={order} />
    </section>
  );
}
