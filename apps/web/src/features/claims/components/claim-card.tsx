import type { ReactNode } from 'react';
import { StateTag } from '@/shared/components/state-tag';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import { formatInstant } from '@/shared/time';
import type { Claim } from '../api';
import { useClaimTexts } from '../texts';

/** One claim: amount, who, the invoices and payment it rests on, its state, and what can be done. */
export function ClaimCard({
  claim,
  lead,
  actions,
}: {
  claim: Claim;
  lead?: ReactNode;
  actions?: ReactNode;
}) {
  const texts = useClaimTexts();
  const language = useLanguage();
  const { payeeNameZh, orderNumber, invoices, paymentProof, createdAt, returnReason } = claim;
  return (
    <article className="panel stack-tight">
      <div className="row-between">
        <div className="row">
          {lead}
          <h2 className="card-title">
            {formatFen(claim.amountFen)} <span className="muted small">{payeeNameZh}</span>
          </h2>
        </div>
        <StateTag state={claim.state} />
      </div>
      <p className="muted small">
        {texts('order')} {orderNumber} · {texts('submitted')} {formatInstant(createdAt, language)}
      </p>
      <ul className="small">
        {invoices.map(({ code, number, issuedOn, amountFen }) => (
          <li key={(code ?? '') + number}>
            {texts('invoice')} {code} {number} · {issuedOn} · {formatFen(amountFen)}
          </li>
        ))}
        {paymentProof && (
          <li>
            {texts('proof')} {paymentProof.reference} · {paymentProof.paidOn} ·{' '}
            {formatFen(paymentProof.amountFen)}
          </li>
        )}
      </ul>
      {returnReason && <p className="notice notice-warning">{returnReason}</p>}
      {actions && <div className="row">{actions}</div>}
    </article>
  );
}
