import type { ThemeConfig } from 'antd';

/** "Clear water": white and blue-grey, one strong blue, gold for vouchers only. The same values are CSS variables in tokens.css. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0b5cad',
    colorPrimaryHover: '#084a8c',
    colorLink: '#0b5cad',
    colorText: '#1b2430',
    colorTextSecondary: '#475361',
    colorTextTertiary: '#5b6673',
    colorTextDescription: '#475361',
    colorTextPlaceholder: '#5b6673',
    colorTextDisabled: '#5b6673',
    colorSuccess: '#14652b',
    colorSuccessBg: '#e6f4ea',
    colorWarning: '#7a4f00',
    colorWarningBg: '#fff4d6',
    colorError: '#9c1f18',
    colorErrorBg: '#fdeceb',
    colorInfo: '#084a8c',
    colorInfoBg: '#e8f1fb',
    colorBorder: '#8694a3',
    colorBorderSecondary: '#dde4eb',
    colorBgLayout: '#f4f7fa',
    borderRadius: 6,
    fontSize: 16,
    controlHeight: 44,
    fontFamily:
      'system-ui, "PingFang SC", "Microsoft YaHei UI", "HarmonyOS Sans SC", "MiSans", "Noto Sans CJK SC", sans-serif',
    motionDurationMid: '0.1s',
    motionDurationSlow: '0.15s',
    boxShadow: '0 1px 2px rgb(27 36 48 / 6%), 0 4px 16px rgb(27 36 48 / 6%)',
  },
};
