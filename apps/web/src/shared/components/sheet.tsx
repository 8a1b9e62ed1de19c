import { useEffect, useId, useRef, type ReactNode, type SyntheticEvent } from 'react';
import { useCommonTexts } from '@/shared/i18n/common-texts';

type SheetProps = {
  title: string;
  place?: 'dialog' | 'side';
  onClose: () => void;
  children: ReactNode;
};

/**
 * A modal layer on the browser's own `<dialog>`: focus stays inside, Escape closes, the page behind is inert. */
export function Sheet({ title, place = 'dialog', onClose, children }: SheetProps) {
  const texts = useCommonTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    heading.current?.focus(); // not the close button, which the browser would take
    document.documentElement.classList.add('behind-sheet');
    return () => {
      document.documentElement.classList.remove('behind-sheet');
      shown?.close();
    };
  }, []);
  const closeByEscape = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog
      ref={dialog}
      className={`sheet sheet-${place}`}
      aria-labelledby={titleId}
      onCancel={closeByEscape}
    >
      <div className="sheet-head">
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="quiet-button" onClick={onClose}>
          {texts('close')}
        </button>
      </div>
      <div className="sheet-body">{children}</div>
    </dialog>
  );
}
