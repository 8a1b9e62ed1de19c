/** What the address bar says; anything unknown or of a wrong shape is dropped, never an error. */
export type RawSearch = Record<string, unknown>;

/** Keeps the named texts of a search. */
export function readText<Key extends string>(
  search: RawSearch,
  keys: readonly Key[],
): { [K in Key]?: string } {
  const found: { [K in Key]?: string } = {};
  for (const key of keys) {
    const value = search[key];
    if (typeof value === 'string' && value !== '') found[key] = value;
    if (typeof value === 'number') found[key] = String(value);
  }
  return found;
}
