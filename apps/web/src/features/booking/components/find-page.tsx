import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '@/shared/api/me';
import { usableVoucher, vouchersQuery } from '@/shared/api/vouchers';
import { Button } from '@/shared/components/button';
import { Empty } from '@/shared/components/empty';
import { Loading } from '@/shared/components/loading';
import { Page } from '@/shared/components/page';
import { ListView } from '@/shared/components/query-view';
import type { Period } from '@/shared/problem';
import { ENTERPRISE, hasRole } from '@/shared/roles';
import {
  FREE_TIME_LIMIT,
  freeTimeQuery,
  instrumentsQuery,
  type InstrumentFilter,
  type InstrumentSummary,
} from '../api';
import { lastPurpose } from '../booking-form';
import { searchPeriod } from '../periods';
import { useBookingTexts } from '../texts';
import { DEFAULT_MINUTES, FindFilters } from './find-filters';
import { InstrumentCard, type SlotSearch } from './instrument-card';

const route = getRouteApi('/signed-in/instruments');

function NothingFound() {
  const texts = useBookingTexts();
  const navigate = route.useNavigate();
  return (
    <Empty
      title={texts('nothingTitle')}
      why={texts('nothingWhy')}
      action={
        <Button onClick={() => void navigate({ to: '.', search: {} })}>{texts('clear')}</Button>
      }
    />
  );
}

type CardsProps = {
  instruments: InstrumentSummary[];
  slots: SlotSearch;
  more: boolean;
};

function Cards({ instruments, slots, more }: CardsProps) {
  const texts = useBookingTexts();
  return (
    <div className="card-list">
      <p className="muted small" role="status">
        {texts(more ? 'resultsMore' : 'results', { n: instruments.length })}
      </p>
      {instruments.map((instrument) => (
        <InstrumentCard key={instrument.id} instrument={instrument} slots={slots} />
      ))}
    </div>
  );
}

type ResultsProps = { filter: InstrumentFilter; period: Period; minutes: number };

/** The search for free time, with prices after the voucher that the asker would use. */
function useFreeTime({ filter, period, minutes }: ResultsProps) {
  const mayBook = hasRole(useMe(), ENTERPRISE);
  const vouchers = useQuery({ ...vouchersQuery, enabled: mayBook });
  const priceFor = {
    voucherId: usableVoucher(vouchers.data ?? [])?.id,
    purpose: lastPurpose() || undefined,
  };
  const search = { filter, period, durationMinutes: minutes, priceFor };
  return useQuery({ ...freeTimeQuery(search), enabled: !vouchers.isLoading });
}

/** Every listed instrument: those with free time first, the earliest on top; then the rest of the catalogue. */
function CatalogueResults(props: ResultsProps) {
  const list = useInfiniteQuery(instrumentsQuery(props.filter));
  const { data: found, error } = useFreeTime(props);
  const free = found?.map(({ instrument }) => instrument);
  const rest = list.data?.filter(({ id }) => !free?.some((known) => known.id === id));
  const isComplete = free !== undefined || error !== null; // one order from the start: cards do not jump
  const data = isComplete && rest ? [...(free ?? []), ...rest] : undefined;
  return (
    <ListView
      query={{ ...list, data }}
      loading={<Loading rows={4} height={132} />}
      empty={<NothingFound />}
    >
      {(instruments) => (
        <Cards
          instruments={instruments}
          slots={{ found, minutes: props.minutes, failed: error !== null }}
          more={list.hasNextPage}
        />
      )}
    </ListView>
  );
}

/** Only instruments that are free long enough in the period asked for, earliest first. */
function FreeTimeResults(props: ResultsProps) {
  const query = useFreeTime(props);
  return (
    <ListView query={query} loading={<Loading rows={4} height={132} />} empty={<NothingFound />}>
      {(found) => (
        <Cards
          instruments={found.map(({ instrument }) => instrument)}
          slots={{ found, minutes: props.minutes, failed: false }}
          more={found.length === FREE_TIME_LIMIT}
        />
      )}
    </ListView>
  );
}

/** 找仪器: filters, and instruments with price and next free slots. */
export function FindPage() {
  const texts = useBookingTexts();
  const { q, category, region, outside, when, minutes } = route.useSearch();
  const [now] = useState(() => new Date());
  const filter: InstrumentFilter = {
    q,
    categoryCode: category,
    regionCode: region,
    outsideJiaxing: outside,
  };
  const period = searchPeriod(when, now);
  const isTimeAsked = when !== undefined || minutes !== undefined;
  const Results = isTimeAsked ? FreeTimeResults : CatalogueResults;
  return (
    <Page title={texts('findTitle')} lead={texts('findLead')}>
      <FindFilters />
      <Results filter={filter} period={period} minutes={minutes ?? DEFAULT_MINUTES} />
    </Page>
  );
}
