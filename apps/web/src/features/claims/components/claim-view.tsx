import { useNavigate } from '@tanstack/react-router';
import { useState, type InputHTMLAttributes } from 'react';
import type { Order } from '@/shared/api/orders';
import { Button } from '@/shared/components/button';
import { Field } from '@/shared/components/field';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { toast } from '@/shared/components/toast';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { formatFen } from '@/shared/money';
import { ProblemError } from '@/shared/problem';
import { useFileClaim, type Claim } from '../api';
import {
  claimFaults,
  claimRequest,
  newClaimForm,
  POINTERS,
  type ClaimFaults,
  type ClaimForm,
} from '../claim-form';
import { useClaimTexts } from '../texts';

type ChecklistProps = { order: Order; form: ClaimForm };

function Checklist({ order, form }: ChecklistProps) {
  const texts = useClaimTexts();
  const isAccepted = Boolean(order.acceptedAt);
  const points = [
    { done: true, text: texts('checkOrder', { number: order.number }) },
    { done: isAccepted, text: texts(isAccepted ? 'checkAccepted' : 'checkNotAccepted') },
    { done: Boolean(form.invoiceNumber && form.invoiceAmount), text: texts('checkInvoice') },
    { done: Boolean(form.proofReference && form.proofAmount), text: texts('checkProof') },
  ];
  return (
    <section className="panel stack-tight">
      <h2>{texts('checklist')}</h2>
      <ul className="stack-tight">
        {points.map(({ done, text }) => (
          <li key={text}>
            <span className={`tag ${done ? 'tag-green' : 'tag-amber'}`}>{done ? '✓' : '○'}</span>{' '}
            {text}
          </li>
        ))}
      </ul>
      <p className="muted">{texts('claimable')}</p>
      <p className="claim-amount">{formatFen(order.capturedFen)}</p>
    </section>
  );
}

type ClaimFieldProps = {
  name: keyof ClaimForm;
  label: string;
  hint?: string;
  optional?: boolean;
  input?: InputHTMLAttributes<HTMLInputElement>;
  form: ClaimForm;
  error: string | null;
  onChange: (change: Partial<ClaimForm>) => void;
};

function ClaimField({
  name,
  label,
  hint,
  optional = false,
  input,
  form,
  error,
  onChange,
}: ClaimFieldProps) {
  return (
    <Field label={label} hint={hint} optional={optional} error={error}>
      {(control) => (
        <input
          {...control}
          {...input}
          className="input"
          value={form[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

/** The fault of a field: ours before sending, the API's after. */
function useFaultText(
  faults: ClaimFaults,
  refusal: Error | null,
): (field: keyof ClaimForm) => string | null {
  const common = useCommonTexts();
  return (field) => {
    const code = faults[field];
    if (code) return common(code);
    return refusal instanceof ProblemError ? (refusal.faultOf(POINTERS[field]) ?? null) : null;
  };
}

const DATE: InputHTMLAttributes<HTMLInputElement> = { type: 'date' };
const AMOUNT: InputHTMLAttributes<HTMLInputElement> = { inputMode: 'decimal' };

type FieldsProps = {
  form: ClaimForm;
  faultText: (field: keyof ClaimForm) => string | null;
  onChange: (change: Partial<ClaimForm>) => void;
};

function ClaimFields({ form, faultText, onChange }: FieldsProps) {
  const texts = useClaimTexts();
  const field = (name: keyof ClaimForm) => ({ name, form, onChange, error: faultText(name) });
  return (
    <>
      <h2>{texts('invoice')}</h2>
      <div className="field-row">
        <ClaimField {...field('invoiceNumber')} label={texts('invoiceNumber')} />
        <ClaimField
          {...field('invoiceCode')}
          label={texts('invoiceCode')}
          hint={texts('invoiceCodeHint')}
          optional
        />
      </div>
      <div className="field-row">
        <ClaimField {...field('invoiceDate')} label={texts('invoiceDate')} input={DATE} />
        <ClaimField {...field('invoiceAmount')} label={texts('invoiceAmount')} input={AMOUNT} />
      </div>
      <h2>{texts('proof')}</h2>
      <ClaimField {...field('proofReference')} label={texts('proofReference')} />
      <div className="field-row">
        <ClaimField {...field('proofDate')} label={texts('proofDate')} input={DATE} />
        <ClaimField {...field('proofAmount')} label={texts('proofAmount')} input={AMOUNT} />
      </div>
    </>
  );
}

type ClaimViewProps = { order: Order; returned?: Claim };

/** The form and the checklist beside it, for a new claim or the correction of a returned one. */
export function ClaimView({ order, returned }: ClaimViewProps) {
  const texts = useClaimTexts();
  const navigate = useNavigate();
  const file = useFileClaim(returned);
  const [form, setForm] = useState(() => newClaimForm(order, returned));
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [isAsked, setAsked] = useState(false);
  const faults = claimFaults(form);
  const faultText = useFaultText(isAsked ? faults : {}, file.error);
  const change = (part: Partial<ClaimForm>) => {
    setForm({ ...form, ...part });
    setKey(crypto.randomUUID());
  };
  const submit = () => {
    setAsked(true);
    if (Object.keys(faults).length > 0) return;
    const onSuccess = () => {
      toast(texts('filed'));
      void navigate({ to: '/claims' });
    };
    file.mutate({ claim: claimRequest(order.id, form), key }, { onSuccess });
  };
  return (
    <div className="instrument-columns">
      <form className="panel stack" action={submit} noValidate>
        <ClaimFields form={form} faultText={faultText} onChange={change} />
        {returned?.returnReason && <p className="notice notice-warning">{returned.returnReason}</p>}
        {file.error && <ProblemNotice error={file.error} />}
        <div className="form-actions">
          <Button primary type="submit" busy={file.isPending} disabled={!order.acceptedAt}>
            {texts('submit')}
          </Button>
        </div>
      </form>
      <Checklist order={order} form={form} />
    </div>
  );
}
