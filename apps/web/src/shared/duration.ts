import { useCommonTexts } from '@/shared/i18n/common-texts';

/** Returns a function that says a length of time in words: `45 分钟`, `4 小时`, `1 小时 30 分钟`. */
export function useDurationText(): (minutes: number) => string {
  const texts = useCommonTexts();
  return (minutes) => {
    const h = Math.floor(minutes / 60);
    const m = minutes % 60;
    if (h === 0) return texts('minutes', { n: m });
    return m === 0 ? texts('hours', { n: h }) : texts('hoursMinutes', { h, m });
  };
}
