import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/shared/components/button';
import { Empty } from '@/shared/components/empty';
import { Loading } from '@/shared/components/loading';
import { Page } from '@/shared/components/page';
import { ListView } from '@/shared/components/query-view';
import type { Period } from '@/shared/problem';
import {
  freeTimeQuery,
  instrumentsQuery,
  type AvailableInstrument,
  type InstrumentSummary,
  type InstrumentFilter,
} from '../api';
import { searchPeriod } from '../periods';
import { useBookingTexts } from '../texts';
import { DEFAULT_MINUTES, FindFilters } from './find-filters';
import { InstrumentCard } from './instrument-card';

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
  found: AvailableInstrument[] | undefined;
  searching: boolean;
  minutes: number;
  more: boolean;
};

function Cards({ instruments, found, searching, minutes, more }: CardsProps) {
  const texts = useBookingTexts();
  return (
    <div className="card-list">
      <p className="muted small" role="status">
        {texts(more ? 'resultsMore' : 'results', { n: instruments.length })}
      </p>
      {instruments.map((instrument) => (
        <InstrumentCard
          key={instrument.id}
          instrument={instrument}
          found={found?.find((candidate) => candidate.instrument.id === instrument.id)}
          searching={searching}
          minutes={minutes}
        />
      ))}
    </div>
  );
}

type ResultsProps = { filter: InstrumentFilter; period: Period; minutes: number };

/** All listed instruments; their slots come with a second call and fill in when they arrive. */
function CatalogueResults({ filter, period, minutes }: ResultsProps) {
  const list = useInfiniteQuery(instrumentsQuery(filter));
  const slots = useQuery(freeTimeQuery(filter, period, minutes));
  return (
    <ListView query={list} loading={<Loading rows={4} height={132} />} empty={<NothingFound />}>
      {(instruments) => (
        <Cards
          instruments={instruments}
          found={slots.data}
          searching={slots.isPending}
          minutes={minutes}
          more={list.hasNextPage}
        />
      )}
    </ListView>
  );
}

/** Only instruments that are free long enough in the period asked for, earliest first. */
function FreeTimeResults({ filter, period, minutes }: ResultsProps) {
  const query = useQuery(freeTimeQuery(filter, period, minutes));
  return (
    <ListView query={query} loading={<Loading rows={4} height={132} />} empty={<NothingFound />}>
      {(found) => (
        <Cards
          instruments={found.map(({ instrument }) => instrument)}
          found={found}
          searching={false}
          minutes={minutes}
          more={false}
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
