import { useEffect, useSyncExternalStore } from 'react';

const SHOWN_MS = 4_000;

let shown = '';
const listeners = new Set<() => void>();

function show(text: string): void {
  shown = text;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says for a few seconds, also across a change of page, that something was done. */
export function toast(text: string): void {
  show(text);
}

/** Where {@link toast} appears; rendered once. A screen reader hears it without losing its place. */
export function Toast() {
  const text = useSyncExternalStore(subscribe, () => shown);
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => show(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="toast-place" role="status">
      {text && <p className="toast">✓ {text}</p>}
    </div>
  );
}
