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
  typeof (value as Text).zh === 'string' &&
  typeof (value as Text).en === 'string' &&
  Object.keys(value).length === 2;

/**
 * Replaces every {@link Text} inside a plain value by the sentence in one language. What holds none comes back as it is: every answer
 * passes through here, and most of a long list says nothing in two languages.
 */
export function localise(value: unknown, language: Language): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return localiseList(value, language);
  if (value.constructor !== Object) return value;
  return isText(value) ? value[language] : localiseObject(value, language);
}

function localiseList(list: readonly unknown[], language: Language): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const said = localise(item, language);
    if (said !== item) (copy ??= [...list])[index] = said;
  }
  return copy ?? list;
}

function localiseObject(value: object, language: Language): object {
  const whole = value as Record<string, unknown>;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(whole)) {
    const said = localise(whole[key], language);
    if (said !== whole[key]) (copy ??= { ...whole })[key] = said;
  }
  return copy ?? whole;
}
