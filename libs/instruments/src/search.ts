/**
 * SQL that an instrument `i` with holder `o` has every word of a text array somewhere in what people know it by; NULL
 * asks for nothing. One condition for every list and search.
 *
 * @param parameter the numbered parameter that holds {@link wordsOf} what was typed
 */
export const MATCHES = (parameter: string): string => `NOT EXISTS (
  SELECT FROM unnest(${parameter}::text[]) AS word
   WHERE position(lower(word) IN lower(concat_ws(' ', i.name_zh, i.name_en, i.model, i.manufacturer, i.asset_number, o.name_zh))) = 0)`;

/** The words of what somebody typed, split at blanks; null when there are none. */
export const wordsOf = (typed: string | undefined): string[] | null => {
  const words = typed?.split(/\s+/).filter(Boolean) ?? [];
  return words.length > 0 ? words : null;
};
