import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { providersQuery } from '@/shared/api/identity-providers';
import { Button } from '@/shared/components/button';
import { DataTable } from '@/shared/components/data-table';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { QueryView } from '@/shared/components/query-view';
import { toast } from '@/shared/components/toast';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useLanguage } from '@/shared/i18n/language';
import { formatInstant } from '@/shared/time';
import { identitiesQuery, useLink, useUnlink } from '../api';
import { useAccountTexts } from '../texts';

/** How linking ended, as the fragment says with which the other issuer sent the person back. */
function LinkNotice() {
  const texts = useAccountTexts();
  const [, outcome, code] =
    /^#?(linked|problem)=([a-z-]+)$/.exec(useRouter().state.location.hash) ?? [];
  if (!outcome) return null;
  if (outcome === 'linked') {
    return (
      <p className="notice" role="status">
        {texts('linked')}
      </p>
    );
  }
  return (
    <p className="notice notice-warning" role="alert">
      {texts(code === 'identity-taken' ? 'identityTaken' : 'linkFailed')}
    </p>
  );
}

/** Accounts elsewhere by which the person signs in too; nothing where the installation offers none. */
export function IdentitiesPanel() {
  const texts = useAccountTexts();
  const common = useCommonTexts();
  const language = useLanguage();
  const { data: providers = [] } = useQuery(providersQuery);
  const query = useQuery(identitiesQuery);
  const link = useLink();
  const unlink = useUnlink();
  if (providers.length === 0 && (query.data ?? []).length === 0) return <LinkNotice />;
  const error = link.error ?? unlink.error;
  return (
    <section className="panel stack">
      <h2>{texts('identities')}</h2>
      <LinkNotice />
      {error && <ProblemNotice error={error} />}
      <QueryView query={query}>
        {(identities) => (
          <>
            {identities.length > 0 && (
              <DataTable
                caption={texts('identities')}
                rows={identities}
                keyOf={({ id }) => id}
                columns={[
                  { heading: texts('issuer'), cell: ({ label }) => label },
                  {
                    heading: texts('linkedAt'),
                    cell: ({ linkedAt }) => formatInstant(linkedAt, language),
                  },
                  {
                    heading: common('actions'),
                    quiet: true,
                    cell: ({ id }) => (
                      <Button
                        onClick={() =>
                          unlink.mutate(id, { onSuccess: () => toast(texts('unlinked')) })
                        }
                      >
                        {texts('unlink')}
                      </Button>
                    ),
                  },
                ]}
              />
            )}
            <div className="form-actions">
              {providers
                .filter(({ name }) => !identities.some(({ provider }) => provider === name))
                .map(({ name, label }) => (
                  <Button key={name} busy={link.isPending} onClick={() => link.mutate(name)}>
                    {texts('link', { provider: label })}
                  </Button>
                ))}
            </div>
          </>
        )}
      </QueryView>
    </section>
  );
}
