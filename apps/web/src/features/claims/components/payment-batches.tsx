import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { DataTable, type Column } from '@/shared/components/data-table';
import { Field } from '@/shared/components/field';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ListView } from '@/shared/components/query-view';
import { Sheet } from '@/shared/components/sheet';
import { StateTag } from '@/shared/components/state-tag';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { formatFen } from '@/shared/money';
import { hasRole, type Role } from '@/shared/roles';
import { paymentBatchesQuery, useConfirmBatch, type PaymentBatch } from '../api';
import { useClaimTexts } from '../texts';

function ConfirmSheet({ batch, onClose }: { batch: PaymentBatch; onClose: () => void }) {
  const texts = useClaimTexts();
  const common = useCommonTexts();
  const confirm = useConfirmBatch(batch.id);
  const [reference, setReference] = useState('');
  const [isAsked, setAsked] = useState(false);
  const submit = () => {
    setAsked(true);
    if (reference.trim()) confirm.mutate(reference.trim(), { onSuccess: onClose });
  };
  return (
    <Sheet title={texts('confirmBatch')} onClose={onClose}>
      <form className="stack" action={submit}>
        <p className="claim-amount">{formatFen(batch.totalFen)}</p>
        <Field
          label={texts('reference')}
          error={isAsked && !reference.trim() ? common('fieldNeeded') : null}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              value={reference}
              onChange={(event) => setReference(event.target.value)}
            />
          )}
        </Field>
        {confirm.error && <ProblemNotice error={confirm.error} />}
        <div className="form-actions">
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button primary type="submit" busy={confirm.isPending}>
            {common('confirm')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

/** A batch is confirmed by the bank's payment: to a reader it is paid. */
const BATCH_STATES: Record<PaymentBatch['state'], string> = {
  instructed: 'instructed',
  confirmed: 'paid',
};

const MAY_CONFIRM: readonly Role[] = ['finance_officer', 'bureau_admin'];

/** The payment lists; another person than their maker confirms one with the bank's reference. */
export function PaymentBatches() {
  const texts = useClaimTexts();
  const common = useCommonTexts();
  const query = useInfiniteQuery(paymentBatchesQuery);
  const me = useMe();
  const mayConfirm = ({ madeBy, reference }: PaymentBatch) =>
    !reference && madeBy !== me.id && hasRole(me, MAY_CONFIRM);
  const [confirming, setConfirming] = useState<PaymentBatch | null>(null);
  const columns: Column<PaymentBatch>[] = [
    { heading: texts('batch'), cell: ({ number }) => number },
    { heading: texts('claimCount'), cell: ({ claims }) => claims.length, number: true },
    { heading: common('amount'), cell: ({ totalFen }) => formatFen(totalFen), number: true },
    { heading: common('state'), cell: ({ state }) => <StateTag state={BATCH_STATES[state]} /> },
    {
      heading: common('actions'),
      quiet: true,
      cell: (batch) =>
        mayConfirm(batch) && (
          <Button onClick={() => setConfirming(batch)}>{texts('confirmBatch')}</Button>
        ),
    },
  ];
  return (
    <section className="panel stack" aria-labelledby="batches">
      <h2 id="batches">{texts('batches')}</h2>
      <ListView query={query} empty={<p className="muted">{texts('noBatches')}</p>}>
        {(batches) => (
          <DataTable
            caption={texts('batches')}
            columns={columns}
            rows={batches}
            keyOf={({ id }) => id}
          />
        )}
      </ListView>
      {confirming && <ConfirmSheet batch={confirming} onClose={() => setConfirming(null)} />}
    </section>
  );
}
