import { Button } from './button';
import { useState } from 'react';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { Field } from './field';
import { ProblemNotice } from './problem-notice';
import { Sheet } from './sheet';

type ReasonSheetProps = {
  title: string;
  /** What it means, before anything is asked. */
  note?: string;
  phrases: string[];
  required?: boolean;
  busy: boolean;
  error: Error | null;
  onSubmit: (reason: string) => void;
  onClose: () => void;
};

type PhrasesProps = { phrases: string[]; chosen: string; onChoose: (phrase: string) => void };

function Phrases({ phrases, chosen, onChoose }: PhrasesProps) {
  return (
    <div className="row">
      {phrases.map((phrase) => (
        <button
          key={phrase}
          type="button"
          className="chip"
          aria-pressed={chosen === phrase}
          onClick={() => onChoose(phrase)}
        >
          {phrase}
        </button>
      ))}
    </div>
  );
}

/** Asks for the reason of a refusal or cancellation: a ready phrase by one tap, or own words. */
export function ReasonSheet({
  title,
  note,
  phrases,
  required = true,
  busy,
  error,
  onSubmit,
  onClose,
}: ReasonSheetProps) {
  const texts = useCommonTexts();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const missing = required && reason.trim() === '';
  const submit = () => {
    setAsked(true);
    if (!missing) onSubmit(reason.trim());
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form className="stack" action={submit}>
        {note && <p className="notice notice-warning">{note}</p>}
        <Phrases phrases={phrases} chosen={reason} onChoose={setReason} />
        <Field
          label={texts('reason')}
          optional={!required}
          hint={texts('reasonHint')}
          error={asked && missing ? texts('reasonNeeded') : null}
        >
          {(control) => (
            <textarea
              {...control}
              className="input"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {error && <ProblemNotice error={error} />}
        <div className="form-actions">
          <Button onClick={onClose}>{texts('cancel')}</Button>
          <Button primary type="submit" busy={busy}>
            {texts('confirm')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
