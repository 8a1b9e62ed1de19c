import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { DataTable, type Column } from '@/shared/components/data-table';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ListView } from '@/shared/components/query-view';
import { StateTag } from '@/shared/components/state-tag';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import { instrumentName } from '@/shared/reference/names';
import { ownRegistrationsQuery, useRegistrationStep, type Registration } from '../api';
import { useRegistryTexts } from '../texts';
import { LedgerUpload } from './ledger-upload';

const MAY_SUBMIT: readonly string[] = ['draft', 'returned'];

function Submit({ registration: { id, status } }: { registration: Registration }) {
  const texts = useRegistryTexts();
  const step = useRegistrationStep(id);
  if (!MAY_SUBMIT.includes(status)) return null;
  return (
    <div className="stack-tight">
      <Button busy={step.isPending} onClick={() => step.mutate({ action: 'submit' })}>
        {texts('submit')}
      </Button>
      {step.error && <ProblemNotice error={step.error} />}
    </div>
  );
}

function Name({ registration }: { registration: Registration }) {
  const language = useLanguage();
  return (
    <span>
      <Link to="/instruments/$instrumentId" params={{ instrumentId: registration.id }}>
        {instrumentName(registration, language)}
      </Link>
      <br />
      <span className="muted">{registration.model}</span>
    </span>
  );
}

function Duty({
  registration: { mustShare, reportDueOn, statusReason },
}: {
  registration: Registration;
}) {
  const texts = useRegistryTexts();
  return (
    <span className="stack-tight">
      {mustShare && <span>{texts('mustShare')}</span>}
      {reportDueOn && <span className="muted">{texts('dueOn', { date: reportDueOn })}</span>}
      {statusReason && <span className="field-error">{statusReason}</span>}
    </span>
  );
}

function Registrations({ registrations }: { registrations: Registration[] }) {
  const texts = useRegistryTexts();
  const common = useCommonTexts();
  const columns: Column<Registration>[] = [
    { heading: texts('name'), cell: (registration) => <Name registration={registration} /> },
    { heading: texts('assetNumber'), cell: ({ assetNumber }) => assetNumber },
    {
      heading: texts('value'),
      cell: ({ originalValueFen }) => formatFen(originalValueFen),
      number: true,
    },
    { heading: texts('mustShare'), cell: (registration) => <Duty registration={registration} /> },
    { heading: common('state'), cell: ({ status }) => <StateTag state={status} /> },
    {
      heading: common('actions'),
      quiet: true,
      cell: (registration) => <Submit registration={registration} />,
    },
  ];
  return (
    <div className="panel">
      <DataTable
        caption={texts('labTitle')}
        columns={columns}
        rows={registrations}
        keyOf={({ id }) => id}
      />
    </div>
  );
}

/** 本单位仪器: what is registered, what must be reported by when, and the way to import a ledger. */
export function LabInstrumentsPage() {
  const texts = useRegistryTexts();
  const query = useInfiniteQuery(ownRegistrationsQuery(useMe().organisation.id));
  return (
    <Page title={texts('labTitle')} lead={texts('labLead')}>
      <div className="stack">
        <LedgerUpload />
        <ListView query={query} empty={<Empty title={texts('noneTitle')} why={texts('noneWhy')} />}>
          {(registrations) => <Registrations registrations={registrations} />}
        </ListView>
      </div>
    </Page>
  );
}
