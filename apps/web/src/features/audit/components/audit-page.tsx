import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { DataTable } from '@/shared/components/data-table';
import { Empty } from '@/shared/components/empty';
import { Field } from '@/shared/components/field';
import { Page } from '@/shared/components/page';
import { ListView } from '@/shared/components/query-view';
import { SelectField, TextField } from '@/shared/components/text-field';
import { useLanguage } from '@/shared/i18n/language';
import { formatInstant } from '@/shared/time';
import { type AuditEntry, auditQuery, exportAddress } from '../api';
import type { AuditSearch } from '../search';
import { useAuditTexts } from '../texts';
import { VerificationPanel } from './verification-panel';

const route = getRouteApi('/signed-in/gov/audit');

function Filters({ search, set }: { search: AuditSearch; set: (part: AuditSearch) => void }) {
  const texts = useAuditTexts();
  const day = (name: 'from' | 'to') => (
    <Field label={texts(name)}>
      {(control) => (
        <input
          {...control}
          className="input"
          type="date"
          value={search[name] ?? ''}
          onChange={(event) => set({ [name]: event.target.value || undefined })}
        />
      )}
    </Field>
  );
  return (
    <div className="field-row">
      {day('from')}
      {day('to')}
      <TextField
        label={texts('actionBegins')}
        value={search.action ?? ''}
        onChange={(action) => set({ action: action || undefined })}
      />
      <SelectField
        label={texts('outcome')}
        value={search.outcome ?? ''}
        options={[
          { value: '', label: texts('all') },
          { value: 'done', label: texts('done') },
          { value: 'refused', label: texts('refused') },
        ]}
        onChange={(outcome) => set({ outcome: outcome || undefined })}
      />
    </div>
  );
}

function Who({ entry: { actor, organisation, agentOrganisation } }: { entry: AuditEntry }) {
  const texts = useAuditTexts();
  if (!actor) return <>{texts('system')}</>;
  return (
    <div>
      <Link to="/gov/audit" search={{ actorId: actor.id }} title={texts('thisActor')}>
        {actor.displayName}
      </Link>
      <div className="small muted">
        {organisation?.nameZh}
        {agentOrganisation && texts('agent', { agent: agentOrganisation.nameZh })}
      </div>
    </div>
  );
}

function What({ entry: { objectType, objectId } }: { entry: AuditEntry }) {
  const texts = useAuditTexts();
  if (objectId === null) return <>–</>;
  return (
    <div>
      {objectType}
      <div className="small">
        <Link to="/gov/audit" search={{ objectId }} title={texts('thisObject')}>
          …{objectId.slice(-8)}
        </Link>
      </div>
    </div>
  );
}

function Entries({ entries }: { entries: AuditEntry[] }) {
  const texts = useAuditTexts();
  const language = useLanguage();
  return (
    <DataTable
      caption={texts('title')}
      rows={entries}
      keyOf={({ id }) => id}
      columns={[
        { heading: texts('at'), cell: ({ at }) => formatInstant(at, language) },
        { heading: texts('actor'), cell: (entry) => <Who entry={entry} /> },
        { heading: texts('action'), cell: ({ action }) => <code>{action}</code> },
        {
          heading: texts('outcome'),
          cell: ({ outcome }) => (
            <span className={`tag ${outcome === 'refused' ? 'tag-red' : 'tag-grey'}`}>
              {texts(outcome)}
            </span>
          ),
        },
        { heading: texts('object'), cell: (entry) => <What entry={entry} /> },
        {
          heading: texts('detail'),
          cell: ({ detail }) => <code className="secret-key">{JSON.stringify(detail)}</code>,
        },
      ]}
    />
  );
}

/** 审计: the trail, searched, exported and verified. */
export function AuditPage() {
  const texts = useAuditTexts();
  const search: AuditSearch = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(auditQuery(search));
  const set = (part: AuditSearch) =>
    void navigate({ search: { ...search, ...part }, replace: true });
  return (
    <Page
      title={texts('title')}
      lead={texts('lead')}
      actions={
        <a className="button" href={exportAddress(search)} download>
          {texts('export')}
        </a>
      }
    >
      <div className="stack">
        <VerificationPanel />
        <section className="panel stack">
          <Filters search={search} set={set} />
          {(search.objectId || search.actorId) && (
            <p>
              <Link to="/gov/audit" search={{}}>
                {texts('reset')}
              </Link>
            </p>
          )}
          <ListView
            query={query}
            empty={<Empty title={texts('noneTitle')} why={texts('noneWhy')} />}
          >
            {(entries) => <Entries entries={entries} />}
          </ListView>
        </section>
      </div>
    </Page>
  );
}
