import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useCategoryName } from '@/shared/api/categories';
import { useMe } from '@/shared/api/me';
import { timetableQuery } from '@/shared/api/timetable';
import { Button } from '@/shared/components/button';
import { Page } from '@/shared/components/page';
import { QueryView } from '@/shared/components/query-view';
import { slotsOfLength } from '@/shared/free-slots';
import { useLanguage } from '@/shared/i18n/language';
import type { Period } from '@/shared/problem';
import { instrumentName, isOutsideJiaxing, regionName } from '@/shared/reference/names';
import { ENTERPRISE, hasRole } from '@/shared/roles';
import { addDays, civilDate, instantAt } from '@/shared/time';
import { instrumentQuery, type InstrumentDetail } from '../api';
import { useBookingTexts } from '../texts';
import { BookingSheet } from './booking-sheet';
import { InstrumentTerms } from './instrument-terms';
import { Timetable } from './timetable';

const route = getRouteApi('/signed-in/instruments/$instrumentId');

const GRID_MINUTES = 30;
const USUAL_MINUTES = 60;
const LOOK_AHEAD_DAYS = 14;

/** What the sheet starts with when no slot was chosen: the first free time of the usual length, or of the shortest allowed. */
function useFirstFree({ id, bookingPolicy }: InstrumentDetail): Period | undefined {
  const today = civilDate(new Date());
  const ahead = {
    startsAt: instantAt(today, 0),
    endsAt: instantAt(addDays(today, LOOK_AHEAD_DAYS), 0),
  };
  const free = useQuery(timetableQuery(id, ahead)).data?.free ?? [];
  const minutes = Math.max(USUAL_MINUTES, bookingPolicy.minMinutes ?? 0);
  return slotsOfLength(free, minutes, 1)[0];
}

function Facts({ instrument }: { instrument: InstrumentDetail }) {
  const texts = useBookingTexts();
  const language = useLanguage();
  const categoryName = useCategoryName();
  const facts = [
    [texts('model'), instrument.model],
    [texts('manufacturer'), instrument.manufacturer],
    [texts('category'), categoryName(instrument.categoryCode)],
    [texts('holder'), instrument.holderNameZh],
    [texts('place'), `${regionName(instrument.regionCode, language)} ${instrument.address}`],
  ];
  return (
    <section className="panel stack-tight">
      {isOutsideJiaxing(instrument.regionCode) && (
        <p>
          <span className="tag tag-gold">{texts('outsideTag')}</span>
        </p>
      )}
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function InstrumentView({ instrument }: { instrument: InstrumentDetail }) {
  const texts = useBookingTexts();
  const language = useLanguage();
  const search = route.useSearch();
  const given = search.from && search.to ? { startsAt: search.from, endsAt: search.to } : null;
  const mayBook = hasRole(useMe(), ENTERPRISE) && instrument.status === 'listed';
  const [asked, setAsked] = useState<Period | null>(mayBook ? given : null);
  const firstFree = useFirstFree(instrument);
  return (
    <Page
      title={instrumentName(instrument, language)}
      lead={`${instrument.model} · ${instrument.holderNameZh}`}
      actions={
        mayBook &&
        firstFree && <Button onClick={() => setAsked(firstFree)}>{texts('pickTime')}</Button>
      }
    >
      {instrument.status !== 'listed' && (
        <p className="notice notice-warning">{texts('notListed')}</p>
      )}
      <div className="instrument-columns">
        <Timetable
          instrumentId={instrument.id}
          firstDate={civilDate(given?.startsAt ?? new Date())}
          minMinutes={instrument.bookingPolicy.minMinutes ?? GRID_MINUTES}
          onBook={mayBook ? setAsked : undefined}
        />
        <div className="stack">
          <Facts instrument={instrument} />
          <InstrumentTerms instrument={instrument} />
        </div>
      </div>
      {asked && (
        <BookingSheet
          key={asked.startsAt + asked.endsAt}
          instrument={instrument}
          period={asked}
          onClose={() => setAsked(null)}
        />
      )}
    </Page>
  );
}

/** One instrument: what it is, its free time, its prices and rules, and the booking sheet. */
export function InstrumentPage() {
  const { instrumentId } = route.useParams();
  const query = useQuery(instrumentQuery(instrumentId));
  return (
    <QueryView query={query}>
      {(instrument) => <InstrumentView instrument={instrument} />}
    </QueryView>
  );
}
