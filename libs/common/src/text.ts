/** One sentence for people in both languages of the product. */
export interface Text {
  zh: string;
  en: string;
}

/** The languages the product speaks; zh is the default. */
export type Language = keyof Text;

/** True for a value that must be shown in the reader's language. */
export const isText = (value: unknown): value is Text =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 2 &&
  typeof (value as Text).zh === 'string' &&
  typeof (value as Text).en === 'string';

/** Replaces every {@link Text} inside a plain value by the sentence in one language. */
export function localise(value: unknown, language: Language): unknown {
  if (isText(value)) return value[language];
  if (Array.isArray(value)) return value.map((item) => localise(item, language));
  if (typeof value !== 'object' || value === null || value.constructor !== Object) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, localise(inner, language)]),
  );
}
