import type { ButtonHTMLAttributes, MouseEvent } from 'react';

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> & {
  /** The one thing the page wants done; at most one in sight per task. */
  primary?: boolean;
  /** As wide as its place. */
  block?: boolean;
  /** Its work is under way: further presses do nothing, and the focus stays. */
  busy?: boolean;
};

/** A push button; one that sends a form says `type="submit"`. */
export function Button({
  primary = false,
  block = false,
  busy = false,
  type = 'button',
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  const classes = ['button', primary && 'button-primary', block && 'button-block'];
  return (
    <button
      {...rest}
      type={type}
      className={classes.filter(Boolean).join(' ')}
      aria-busy={busy || undefined}
      onClick={press}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}
