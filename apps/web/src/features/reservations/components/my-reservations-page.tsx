import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ListView } from '@/shared/components/query-view';
import { civilDate, instantAt } from '@/shared/time';
import { reservationsQuery, type Reservation } from '../api';
import { useReservationTexts } from '../texts';
import { MyActions } from './my-actions';
import { ReservationCard } from './reservation-card';

const route = getRouteApi('/signed-in/reservations');

type Tab = 'upcoming' | 'past';

/** What comes next is on top; of the past, what was last. */
function inOrder(tab: Tab, reservations: Reservation[]): Reservation[] {
  const sign = tab === 'upcoming' ? 1 : -1;
  return reservations.toSorted((a, b) => sign * (Date.parse(a.startsAt) - Date.parse(b.startsAt)));
}

type TabsProps = { tab: Tab; onChange: (tab: Tab) => void };

function Tabs({ tab, onChange }: TabsProps) {
  const texts = useReservationTexts();
  return (
    <fieldset className="choices">
      <legend className="visually-hidden">{texts('show')}</legend>
      {(['upcoming', 'past'] as const).map((value) => (
        <label key={value}>
          <input type="radio" name="tab" checked={tab === value} onChange={() => onChange(value)} />
          <span>{texts(value)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function NoReservations({ tab }: { tab: Tab }) {
  const texts = useReservationTexts();
  const find = (
    <Link to="/instruments" className="chip">
      {texts('find')}
    </Link>
  );
  return (
    <Empty
      title={texts('noneTitle')}
      why={texts(tab === 'past' ? 'nonePastWhy' : 'noneWhy')}
      action={find}
    />
  );
}

/** 我的预约: the organisation's bookings, those to come first; the split is today's midnight in Shanghai. */
export function MyReservationsPage() {
  const texts = useReservationTexts();
  const { made } = route.useSearch();
  const [tab, setTab] = useState<Tab>('upcoming');
  const midnight = instantAt(civilDate(new Date()), 0);
  const query = useInfiniteQuery(
    reservationsQuery(
      tab === 'upcoming' ? { mine: true, from: midnight } : { mine: true, to: midnight },
    ),
  );
  return (
    <Page title={texts('mineTitle')} actions={<Tabs tab={tab} onChange={setTab} />}>
      <ListView query={query} empty={<NoReservations tab={tab} />}>
        {(reservations) => (
          <div className="card-list">
            {inOrder(tab, reservations).map((reservation) => (
              <ReservationCard
                key={reservation.id}
                reservation={reservation}
                isNew={reservation.id === made}
                actions={<MyActions reservation={reservation} />}
              />
            ))}
          </div>
        )}
      </ListView>
    </Page>
  );
}
