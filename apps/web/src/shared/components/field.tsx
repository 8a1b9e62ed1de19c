import { useId, type ReactNode } from 'react';
import { useCommonTexts } from '@/shared/i18n/common-texts';

/** What a control inside a Field must carry so that a screen reader hears its label, hint and fault. */
export type ControlProps = {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
};

type FieldProps = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  optional?: boolean;
  children: (control: ControlProps) => ReactNode;
};

/** A labelled form control with its hint and, when it is faulty, the reason beside it. */
export function Field({ label, hint, error, optional = false, children }: FieldProps) {
  const texts = useCommonTexts();
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : '']
    .filter(Boolean)
    .join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {optional && <span>({texts('optional')})</span>}
      </label>
      {children({ id, 'aria-invalid': Boolean(error), 'aria-describedby': described || undefined })}
      {hint && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error && (
        <span className="field-error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}
