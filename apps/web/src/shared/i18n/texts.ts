import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import './language';

type Values = Record<string, string | number>;

/** Looks a text up by its key and fills its `{{placeholders}}`. */
export type Translate<Key extends string> = (key: Key, values?: Values) => string;

/**
 * Registers a feature's texts and returns its hook. The texts travel with the feature's own chunk, an unknown key does
 * not compile, and neither does a text that lacks one of the two languages.
 */
export function defineTexts<const Zh extends Record<string, string>>(
  namespace: string,
  texts: { zh: Zh; en: Record<keyof Zh, string> },
): () => Translate<keyof Zh & string> {
  i18next.addResourceBundle('zh', namespace, texts.zh);
  i18next.addResourceBundle('en', namespace, texts.en);
  return function useTexts() {
    const { t } = useTranslation(namespace);
    return (key, values) => t(key, values ?? {});
  };
}
