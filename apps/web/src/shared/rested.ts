import { useEffect, useState } from 'react';

const REST_MS = 250;

/** A text once it has rested, so that typing does not ask the server with every key. */
export function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
