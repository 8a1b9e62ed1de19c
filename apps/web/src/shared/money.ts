const FEN_PER_YUAN = 100;

/** `¥1,280.00` from integer fen; pure integer arithmetic, so no amount is ever shown off by a fen. */
export function formatFen(fen: number): string {
  const absolute = Math.abs(fen);
  const yuan = String(Math.trunc(absolute / FEN_PER_YUAN)).replace(/\B(?=(\d{3})+$)/g, ',');
  const cents = String(absolute % FEN_PER_YUAN).padStart(2, '0');
  return `${fen < 0 ? '−' : ''}¥${yuan}.${cents}`;
}

/** Integer fen from what a person types (`1,280.5`, `¥1280`); null when it is not an amount with at most two decimals. */
export function fenFromYuan(text: string): number | null {
  const plain = text.replace(/[\s,，¥￥]/g, '');
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  return Number(match[1]) * FEN_PER_YUAN + Number((match[2] ?? '').padEnd(2, '0'));
}

/** `1280.00` for an input field, from integer fen. */
export function yuanText(fen: number): string {
  return `${Math.trunc(fen / FEN_PER_YUAN)}.${String(fen % FEN_PER_YUAN).padStart(2, '0')}`;
}
