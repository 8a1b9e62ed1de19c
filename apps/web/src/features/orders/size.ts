const KIBI = 1024;
const UNITS = ['B', 'KB', 'MB'] as const;

/** A size as people read it: `820 B`, `12.4 KB`, `3.0 MB`. */
export function sizeText(bytes: number): string {
  const step = bytes < KIBI ? 0 : bytes < KIBI * KIBI ? 1 : 2;
  const amount = bytes / KIBI ** step;
  return `${step === 0 ? amount : amount.toFixed(1)} ${UNITS[step]}`;
}
