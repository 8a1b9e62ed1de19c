import { LANGUAGE_KEY } from '@/shared/i18n/language';

/** Takes away what a person leaves in this browser; the language is that of whoever sits here. */
export function clearLeftBehind(): void {
  sessionStorage.clear();
  for (const key of Object.keys(localStorage)) {
    if (key !== LANGUAGE_KEY) localStorage.removeItem(key);
  }
}
