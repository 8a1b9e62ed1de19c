import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ReasonSheet } from '@/shared/components/reason-sheet';
import { formatFen } from '@/shared/money';
import {
  claimedOrdersQuery,
  useAcceptOrder,
  useDisputeOrder,
  useReservationCommand,
  type Reservation,
} from '../api';
import { useReservationTexts } from '../texts';
import { MoveSheet } from './move-sheet';

function Cancel({ reservation }: { reservation: Reservation }) {
  const texts = useReservationTexts();
  const [isOpen, setOpen] = useState(false);
  const command = useReservationCommand(reservation.id);
  const fee = reservation.cancellation?.feeFen ?? 0;
  const cancel = (reason: string) =>
    command.mutate(
      { action: 'cancel', ...(reason && { reason }) },
      { onSuccess: () => setOpen(false) },
    );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts('cancel')}</Button>
      {isOpen && (
        <ReasonSheet
          title={texts('cancelTitle')}
          {...(fee > 0 && { note: texts('cancelFee', { fee: formatFen(fee) }) })}
          phrases={[texts('cancelPhrase1'), texts('cancelPhrase2'), texts('cancelPhrase3')]}
          required={false}
          busy={command.isPending}
          error={command.error}
          onSubmit={cancel}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function Move({ reservation }: { reservation: Reservation }) {
  const texts = useReservationTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts('move')}</Button>
      {isOpen && <MoveSheet reservation={reservation} onClose={() => setOpen(false)} />}
    </>
  );
}

function Dispute({ orderId }: { orderId: string }) {
  const texts = useReservationTexts();
  const [isOpen, setOpen] = useState(false);
  const dispute = useDisputeOrder(orderId);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts('dispute')}</Button>
      {isOpen && (
        <ReasonSheet
          title={texts('disputeTitle')}
          phrases={[texts('disputePhrase1'), texts('disputePhrase2'), texts('disputePhrase3')]}
          busy={dispute.isPending}
          error={dispute.error}
          onSubmit={(reason) => dispute.mutate(reason, { onSuccess: () => setOpen(false) })}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function Accept({ orderId }: { orderId: string }) {
  const texts = useReservationTexts();
  const accept = useAcceptOrder(orderId);
  return (
    <>
      {accept.error && <ProblemNotice error={accept.error} />}
      <Button primary busy={accept.isPending} onClick={() => accept.mutate()}>
        {texts('accept')}
      </Button>
    </>
  );
}

/** What the user organisation can do with a booking: cancel, move, accept or dispute the service, go on to the claim. */
export function MyActions({ reservation }: { reservation: Reservation }) {
  const texts = useReservationTexts();
  const { order, quote, allowedActions } = reservation;
  const isPaidByVoucher = order.state === 'accepted' && quote.voucherFen > 0;
  const { data: claimed } = useQuery({ ...claimedOrdersQuery, enabled: isPaidByVoucher });
  const isClaimable = isPaidByVoucher && claimed !== undefined && !claimed.includes(order.id);
  return (
    <>
      {allowedActions.includes('cancel') && <Cancel reservation={reservation} />}
      {allowedActions.includes('move') && <Move reservation={reservation} />}
      {allowedActions.includes('dispute') && <Dispute orderId={order.id} />}
      {allowedActions.includes('accept') && <Accept orderId={order.id} />}
      {isPaidByVoucher && claimed?.includes(order.id) && (
        <Link to="/claims">{texts('claimFiled')}</Link>
      )}
      {isClaimable && (
        <>
          <span className="tag tag-gold">
            {texts('claimable', { amount: formatFen(quote.voucherFen) })}
          </span>
          <Link to="/claims/new/$orderId" params={{ orderId: order.id }} className="chip">
            {texts('claim')}
          </Link>
        </>
      )}
    </>
  );
}
