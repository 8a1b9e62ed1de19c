import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { DataTable, type Column } from '@/shared/components/data-table';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ListView, QueryView } from '@/shared/components/query-view';
import { StateTag } from '@/shared/components/state-tag';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useLanguage } from '@/shared/i18n/language';
import { hasRole, type Role } from '@/shared/roles';
import { formatInstant } from '@/shared/time';
import {
  lastRunQuery,
  refusedItemsQuery,
  useResend,
  useStartRun,
  type SyncItem,
  type SyncRun,
} from '../api';
import { useSyncTexts } from '../texts';

const MAY_SEND: readonly Role[] = ['bureau_reviewer', 'bureau_admin'];

function RunSummary({ run }: { run: SyncRun }) {
  const texts = useSyncTexts();
  const language = useLanguage();
  const counts = [
    { label: texts('sent'), count: run.sent },
    { label: texts('accepted'), count: run.accepted },
    { label: texts('refused'), count: run.refused },
    { label: texts('open'), count: run.failed },
  ];
  return (
    <section className="panel stack" aria-labelledby="last-run">
      <div className="row-between">
        <h2 id="last-run">{texts('last')}</h2>
        <StateTag state={run.state} />
      </div>
      <p className="muted">
        {run.startedAt && texts('started', { time: formatInstant(run.startedAt, language) })}
        {run.finishedAt &&
          ` · ${texts('finished', { time: formatInstant(run.finishedAt, language) })}`}
      </p>
      <dl className="counts">
        {counts.map(({ label, count }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Resend({ item }: { item: SyncItem }) {
  const texts = useSyncTexts();
  const resend = useResend(item.id);
  return (
    <span className="stack-tight">
      <Button busy={resend.isPending} onClick={() => resend.mutate()}>
        {texts('resend')}
      </Button>
      {resend.error && <ProblemNotice error={resend.error} />}
    </span>
  );
}

function RecordName({ item: { recordKind, recordId, recordName } }: { item: SyncItem }) {
  const texts = useSyncTexts();
  const name = `${texts(recordKind)} ${recordName ?? recordId.slice(-6)}`;
  if (recordKind !== 'instrument') return name;
  return (
    <Link to="/instruments/$instrumentId" params={{ instrumentId: recordId }}>
      {name}
    </Link>
  );
}

function RefusedItems({ maySend }: { maySend: boolean }) {
  const texts = useSyncTexts();
  const common = useCommonTexts();
  const query = useInfiniteQuery(refusedItemsQuery);
  const columns: Column<SyncItem>[] = [
    { heading: texts('record'), cell: (item) => <RecordName item={item} /> },
    { heading: texts('field'), cell: ({ field }) => field ?? '–' },
    { heading: texts('code'), cell: ({ peerCode }) => peerCode ?? '–' },
    { heading: texts('why'), cell: ({ message }) => message },
    { heading: common('actions'), quiet: true, cell: (item) => maySend && <Resend item={item} /> },
  ];
  return (
    <section className="panel stack" aria-labelledby="refused-items">
      <h2 id="refused-items">{texts('refusedTitle')}</h2>
      <ListView query={query} empty={<p className="muted">{texts('noRefused')}</p>}>
        {(items) => (
          <DataTable
            caption={texts('refusedTitle')}
            columns={columns}
            rows={items}
            keyOf={({ id }) => id}
          />
        )}
      </ListView>
    </section>
  );
}

/** 数据上报: how the last exchange with the regional platform went, what it refused and why, and the way to send again. */
export function SyncPage() {
  const texts = useSyncTexts();
  const maySend = hasRole(useMe(), MAY_SEND);
  const query = useQuery(lastRunQuery);
  const start = useStartRun();
  const startButton = maySend && (
    <Button primary busy={start.isPending} onClick={() => start.mutate()}>
      {texts('start')}
    </Button>
  );
  return (
    <Page title={texts('title')} lead={texts('lead')} actions={startButton}>
      <div className="stack">
        {start.error && <ProblemNotice error={start.error} />}
        <QueryView query={query}>
          {(run) =>
            run ? (
              <RunSummary run={run} />
            ) : (
              <Empty title={texts('noRunTitle')} why={texts('noRunWhy')} />
            )
          }
        </QueryView>
        <RefusedItems maySend={maySend} />
      </div>
    </Page>
  );
}
