import { formatFen } from '@/shared/money';
import type { Order } from '../api';
import { useOrderTexts } from '../texts';

const OUTCOMES = {
  upheld: 'upheld',
  reduced: 'reduced',
  withdrawn: 'disputeWithdrawn',
  cancelled: 'disputeCancelled',
} as const;

/** 异议: why the service is disputed, what was offered, and how it ended; nothing where it never was. */
export function DisputePanel({ order: { dispute, disputeReason } }: { order: Order }) {
  const texts = useOrderTexts();
  if (!dispute) return null;
  const { feeBeforeFen, feeAfterFen, offeredFen, offerReason, decision, decisionReason } = dispute;
  return (
    <section className="panel stack-tight" aria-labelledby="dispute">
      <h2 id="dispute">{texts('disputeTitle')}</h2>
      {disputeReason && <p>{texts('disputeReason', { reason: disputeReason })}</p>}
      {offeredFen !== null && (
        <p>{texts('disputeOffer', { amount: formatFen(offeredFen), reason: offerReason ?? '' })}</p>
      )}
      {decision ? (
        <p>
          <strong>
            {texts(OUTCOMES[decision], { amount: formatFen(feeAfterFen ?? feeBeforeFen) })}
          </strong>
        </p>
      ) : (
        <p className="notice notice-warning">
          {texts('disputeOpen', { amount: formatFen(feeBeforeFen) })}
        </p>
      )}
      {decisionReason && <p>{texts('decisionReason', { reason: decisionReason })}</p>}
    </section>
  );
}
