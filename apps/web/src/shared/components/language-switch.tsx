import { chooseLanguage, useLanguage } from '@/shared/i18n/language';

/** Switches between Chinese and English; each language is named in itself. */
export function LanguageSwitch() {
  const other = useLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <button
      type="button"
      className="quiet-button"
      lang={other === 'en' ? 'en' : 'zh-CN'}
      onClick={() => void chooseLanguage(other)}
    >
      {other === 'en' ? 'English' : '中文'}
    </button>
  );
}
