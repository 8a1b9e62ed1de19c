import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { App as Feedback, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, type ReactNode } from 'react';
import { queryClient } from '@/shared/api/query-client';
import { useLanguage } from '@/shared/i18n/language';
import { theme } from './theme';

/** The nonce that the server wrote into this answer's page and its Content-Security-Policy header. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** What the API says in words (refusals, names) comes in the language of the request: ask again after a switch. */
function useAnswersInOurLanguage(): void {
  const language = useLanguage();
  const client = useQueryClient();
  useEffect(() => {
    void client.invalidateQueries();
  }, [client, language]);
}

function Interface({ children }: { children: ReactNode }) {
  const language = useLanguage();
  useAnswersInOurLanguage();
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'en' ? enUS : zhCN}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
    >
      <Feedback component={false}>{children}</Feedback>
    </ConfigProvider>
  );
}

/** Everything the pages stand on: server state, language, theme, messages. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <Interface>{children}</Interface>
    </QueryClientProvider>
  );
}
