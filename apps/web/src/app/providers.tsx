import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { queryClient } from '@/shared/api/query-client';
import { Toast } from '@/shared/components/toast';
import { useLanguage } from '@/shared/i18n/language';

/** What the API says in words (refusals, names) comes in the language of the request: ask again after a switch. */
function useAnswersInOurLanguage(): void {
  const language = useLanguage();
  const client = useQueryClient();
  useEffect(() => {
    void client.invalidateQueries();
  }, [client, language]);
}

function Interface({ children }: { children: ReactNode }) {
  useAnswersInOurLanguage();
  return (
    <>
      {children}
      <Toast />
    </>
  );
}

/** Everything the pages stand on: server state, language, messages. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <Interface>{children}</Interface>
    </QueryClientProvider>
  );
}
