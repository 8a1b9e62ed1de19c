import { useQuery } from '@tanstack/react-query';
import { QueryView } from '@/shared/components/query-view';
import { formatFen } from '@/shared/money';
import { ProblemError } from '@/shared/problem';
import { moneyQuery, type Order, type OrderMoney } from '../api';
import { useOrderTexts } from '../texts';

const SUMS = ['invoicedFen', 'paidFen', 'refundedFen', 'writtenOffFen'] as const;
const NAMES = {
  invoicedFen: 'invoiced',
  paidFen: 'paid',
  refundedFen: 'refunded',
  writtenOffFen: 'writtenOff',
} as const;
/** Told even where they are nothing. */
const ALWAYS: readonly string[] = ['invoicedFen', 'paidFen'];

/** What has to be paid before the work, or before the report is handed out. */
function Cover({ money: { cover, reportWithheld } }: { money: OrderMoney }) {
  const texts = useOrderTexts();
  if (!cover) return null;
  const isMissing = cover.missingFen > 0;
  return (
    <div className={`notice ${isMissing ? 'notice-warning' : 'notice-success'}`}>
      {cover.waiting.map((waiting) => (
        <p key={waiting}>{texts(waiting === 'work' ? 'coverWork' : 'coverReport')}</p>
      ))}
      <p>
        {isMissing
          ? `${texts('coverDue', { amount: formatFen(cover.dueFen) })} · ${texts('coverMissing', { amount: formatFen(cover.missingFen) })}`
          : texts('coverThere')}
      </p>
      {reportWithheld && <p>{reportWithheld.detail}</p>}
    </div>
  );
}

function Account({ money }: { money: OrderMoney }) {
  const texts = useOrderTexts();
  const line = (name: string, fen: number, look = '') => (
    <div key={name} className={`ledger-line ${look}`}>
      <dt>{name}</dt>
      <dd>{formatFen(fen)}</dd>
    </div>
  );
  return (
    <dl className="ledger">
      {line(texts('fee'), money.feeFen)}
      {money.voucherFen > 0 && line(texts('voucherToHolder'), -money.voucherFen, 'ledger-voucher')}
      {line(texts('billed'), money.billedFen, 'ledger-sum')}
      {SUMS.filter((sum) => money[sum] > 0 || ALWAYS.includes(sum)).map((sum) =>
        line(texts(NAMES[sum]), money[sum]),
      )}
      {line(texts('open'), money.openFen, 'ledger-own')}
    </dl>
  );
}

/** 收付款: the account of the order; nothing for people whose role does not see money. */
export function MoneyPanel({ order: { id } }: { order: Order }) {
  const texts = useOrderTexts();
  const query = useQuery(moneyQuery(id));
  if (query.error instanceof ProblemError && query.error.status === 403) return null;
  return (
    <section className="panel stack-tight" aria-labelledby="money">
      <h2 id="money">{texts('money')}</h2>
      <QueryView query={query}>
        {(money) => (
          <>
            <Cover money={money} />
            {money.isBillable ? (
              <Account money={money} />
            ) : (
              <p className="muted">{texts('notBillable')}</p>
            )}
          </>
        )}
      </QueryView>
    </section>
  );
}
