import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DataTable, type Column } from '@/shared/components/data-table';
import { Page } from '@/shared/components/page';
import { ListView, QueryView } from '@/shared/components/query-view';
import { StateTag } from '@/shared/components/state-tag';
import { hasEnded, runQuery, runRowsQuery, type Run, type RunRow } from '../api';
import { useFieldName } from '../field-texts';
import { useRegistryTexts } from '../texts';

const route = getRouteApi('/signed-in/lab/imports/$runId');

const VERDICTS = ['refused', 'warned', 'accepted'] as const;
type Verdict = (typeof VERDICTS)[number] | 'all';

/** 'accepted' is a state of orders as well, with another word: a row is 通过. */
function VerdictTag({ verdict }: { verdict: RunRow['verdict'] }) {
  return <StateTag state={verdict === 'accepted' ? 'taken' : verdict} />;
}

function RunProgress({ run }: { run: Run }) {
  const texts = useRegistryTexts();
  const total = run.total ?? 0;
  const percent = total > 0 ? Math.round((100 * run.done) / total) : 0;
  const sentence = () => {
    if (run.state === 'failed') return texts('importFailed');
    if (hasEnded(run)) return texts('importDone');
    return texts('importing', { done: run.done, total: run.total ?? '…' });
  };
  return (
    <section className="panel stack-tight">
      <p role="status">
        {sentence()} {run.failure?.message}
      </p>
      <progress
        className={run.state === 'failed' ? 'progress progress-failed' : 'progress'}
        max={100}
        value={hasEnded(run) ? 100 : percent}
        aria-label={texts('importTitle')}
      />
      <p className="row">
        {VERDICTS.map((verdict) => (
          <span key={verdict}>
            <VerdictTag verdict={verdict} /> <strong>{run[verdict]}</strong>
          </span>
        ))}
      </p>
    </section>
  );
}

function Messages({ row }: { row: RunRow }) {
  const fieldName = useFieldName();
  return (
    <ul>
      {row.messages.map(({ field, code, message, value }) => (
        <li key={field + code}>
          <strong>{fieldName(field)}</strong> {value && <q>{value}</q>} {message}
        </li>
      ))}
    </ul>
  );
}

function Rows({ rows }: { rows: RunRow[] }) {
  const texts = useRegistryTexts();
  const columns: Column<RunRow>[] = [
    { heading: texts('row'), cell: ({ rowNumber }) => rowNumber, number: true },
    {
      heading: texts('object'),
      cell: ({ assetNumber, nameZh }) => [assetNumber, nameZh].filter(Boolean).join(' · '),
    },
    {
      heading: texts('verdict'),
      cell: ({ verdict }) => <VerdictTag verdict={verdict} />,
    },
    { heading: texts('findings'), cell: (row) => <Messages row={row} /> },
  ];
  return (
    <DataTable
      caption={texts('importTitle')}
      columns={columns}
      rows={rows}
      keyOf={({ rowNumber }) => String(rowNumber)}
    />
  );
}

function RowList({ runId, first }: { runId: string; first: Verdict }) {
  const texts = useRegistryTexts();
  const [shown, setShown] = useState<Verdict>(first);
  const query = useInfiniteQuery(runRowsQuery(runId, shown === 'all' ? undefined : shown));
  return (
    <section className="panel stack">
      <fieldset className="choices">
        <legend className="visually-hidden">{texts('filterRows')}</legend>
        {(['all', ...VERDICTS] as const).map((verdict) => (
          <label key={verdict}>
            <input
              type="radio"
              name="verdict"
              checked={shown === verdict}
              onChange={() => setShown(verdict)}
            />
            <span>{texts(verdict)}</span>
          </label>
        ))}
      </fieldset>
      <ListView query={query} empty={<p className="muted">{texts('noRows')}</p>}>
        {(found) => <Rows rows={found} />}
      </ListView>
    </section>
  );
}

/** One import of a ledger: progress while it runs, then every row with its verdict. */
export function ImportPage() {
  const texts = useRegistryTexts();
  const { runId } = route.useParams();
  const query = useQuery(runQuery(runId));
  const back = (
    <Link to="/lab/instruments" className="chip">
      {texts('toInstruments')}
    </Link>
  );
  return (
    <Page title={texts('importTitle')} lead={query.data?.fileName} actions={back}>
      <QueryView query={query}>
        {(run) => (
          <div className="stack">
            <RunProgress run={run} />
            {hasEnded(run) && <RowList runId={runId} first={run.refused > 0 ? 'refused' : 'all'} />}
          </div>
        )}
      </QueryView>
    </Page>
  );
}
