const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\//, 'WeChat'],
  [/DingTalk\//, 'DingTalk'],
  [/Edg(A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/OpenHarmony|HarmonyOS/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/**
 * A browser's User-Agent in words by which people tell their devices apart: `Chrome · Windows`. Programs go by the name
 * they give themselves; empty for what is neither. Versions are left out: they change and help nobody.
 */
export function deviceOf(userAgent: string | undefined = ''): string {
  const named = (list: typeof BROWSERS) => list.find(([mark]) => mark.test(userAgent))?.[1];
  const browser = named(BROWSERS);
  const program = browser ?? /^[A-Za-z][\w.-]{1,29}(?=\/|$)/.exec(userAgent)?.[0];
  return [program === 'Mozilla' ? undefined : program, named(SYSTEMS)].filter(Boolean).join(' · ');
}
