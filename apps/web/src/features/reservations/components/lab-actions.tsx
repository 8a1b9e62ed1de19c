import { useState } from 'react';
import { Button } from '@/shared/components/button';
import { Field } from '@/shared/components/field';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ReasonSheet } from '@/shared/components/reason-sheet';
import { Sheet } from '@/shared/components/sheet';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { fenFromYuan, formatFen, yuanText } from '@/shared/money';
import { civilDate } from '@/shared/time';
import { useReservationCommand, type Reservation } from '../api';
import { useReservationTexts } from '../texts';

type Command = ReturnType<typeof useReservationCommand>;
type SheetProps = { reservation: Reservation; command: Command; onClose: () => void };

function FormButtons({ busy, onClose }: { busy: boolean; onClose: () => void }) {
  const common = useCommonTexts();
  return (
    <div className="form-actions">
      <Button onClick={onClose}>{common('cancel')}</Button>
      <Button primary type="submit" busy={busy}>
        {common('confirm')}
      </Button>
    </div>
  );
}

function RejectSheet({ command, onClose }: SheetProps) {
  const texts = useReservationTexts();
  const phrases = (
    ['rejectPhrase1', 'rejectPhrase2', 'rejectPhrase3', 'rejectPhrase4', 'rejectPhrase5'] as const
  ).map((key) => texts(key));
  return (
    <ReasonSheet
      title={texts('rejectTitle')}
      phrases={phrases}
      busy={command.isPending}
      error={command.error}
      onSubmit={(reason) => command.mutate({ action: 'reject', reason }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function CheckOutSheet({ command, onClose }: SheetProps) {
  const texts = useReservationTexts();
  const [samples, setSamples] = useState('');
  const [note, setNote] = useState('');
  const isWrong = samples !== '' && !/^\d{1,4}$/.test(samples);
  const submit = () => {
    if (isWrong) return;
    const known = { ...(samples !== '' && { samples: Number(samples) }), ...(note && { note }) };
    command.mutate({ action: 'check-out', ...known }, { onSuccess: onClose });
  };
  return (
    <Sheet title={texts('checkOutTitle')} onClose={onClose}>
      <form className="stack" action={submit}>
        <Field label={texts('samples')} optional>
          {(control) => (
            <input
              {...control}
              aria-invalid={isWrong}
              className="input"
              inputMode="numeric"
              value={samples}
              onChange={(event) => setSamples(event.target.value)}
            />
          )}
        </Field>
        <Field label={texts('note')} optional>
          {(control) => (
            <textarea
              {...control}
              className="input"
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {command.error && <ProblemNotice error={command.error} />}
        <FormButtons busy={command.isPending} onClose={onClose} />
      </form>
    </Sheet>
  );
}

function CompleteSheet({ reservation, command, onClose }: SheetProps) {
  const texts = useReservationTexts();
  const common = useCommonTexts();
  const { listFen } = reservation.quote;
  const [amount, setAmount] = useState(yuanText(listFen));
  const actualFen = fenFromYuan(amount);
  const submit = () => {
    if (actualFen !== null)
      command.mutate({ action: 'complete', actualFen }, { onSuccess: onClose });
  };
  return (
    <Sheet title={texts('completeTitle')} onClose={onClose}>
      <form className="stack" action={submit}>
        <Field
          label={texts('actual')}
          hint={texts('quoted', { amount: formatFen(listFen) })}
          error={actualFen === null ? common('amountWrong') : null}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              inputMode="decimal"
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
        {command.error && <ProblemNotice error={command.error} />}
        <FormButtons busy={command.isPending} onClose={onClose} />
      </form>
    </Sheet>
  );
}

const SHEETS = { reject: RejectSheet, 'check-out': CheckOutSheet, complete: CompleteSheet };

type SheetAction = keyof typeof SHEETS;
type PlainAction = 'approve' | 'check-in';

const PLAIN_ACTIONS: readonly { action: PlainAction; label: 'approve' | 'checkIn' }[] = [
  { action: 'approve', label: 'approve' },
  { action: 'check-in', label: 'checkIn' },
];

const SHEET_ACTIONS: readonly {
  action: SheetAction;
  label: 'reject' | 'checkOut' | 'complete';
  isMain: boolean;
}[] = [
  { action: 'reject', label: 'reject', isMain: false },
  { action: 'check-out', label: 'checkOut', isMain: true },
  { action: 'complete', label: 'complete', isMain: true },
];

/** What the laboratory can do with a booking now; what needs words or a figure opens a sheet. */
export function LabActions({ reservation }: { reservation: Reservation }) {
  const texts = useReservationTexts();
  const command = useReservationCommand(reservation.id);
  const [open, setOpen] = useState<SheetAction | null>(null);
  const isDue = civilDate(reservation.startsAt) <= civilDate(new Date());
  const allowed = (action: Reservation['allowedActions'][number]) =>
    reservation.allowedActions.includes(action) && (action !== 'check-in' || isDue);
  const OpenSheet = open && SHEETS[open];
  return (
    <>
      {command.error && !open && <ProblemNotice error={command.error} />}
      {SHEET_ACTIONS.filter(({ action }) => allowed(action)).map(({ action, label, isMain }) => (
        <Button key={action} primary={isMain} onClick={() => setOpen(action)}>
          {texts(label)}
        </Button>
      ))}
      {PLAIN_ACTIONS.filter(({ action }) => allowed(action)).map(({ action, label }) => (
        <Button
          key={action}
          primary
          busy={command.isPending}
          onClick={() => command.mutate({ action })}
        >
          {texts(label)}
        </Button>
      ))}
      {OpenSheet && (
        <OpenSheet reservation={reservation} command={command} onClose={() => setOpen(null)} />
      )}
    </>
  );
}
