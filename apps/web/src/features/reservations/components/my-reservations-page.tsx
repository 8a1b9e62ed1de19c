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
import { WaitingEntries } from './waiting-entries';

const route = getRouteApi('/signed-in/reservations');

type Tab = 'upcoming' | 'past';

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

function MyCards({ reservations }: { reservations: Reservation[] }) {
  const { made } = route.useSearch();
  return (
    <div className="card-list">
      {reservations.map((reservation) => (
        <ReservationCard
          key={reservation.id}
          reservation={reservation}
          isNew={reservation.id === made}
          actions={<MyActions reservation={reservation} />}
        />
      ))}
    </div>
  );
}

type ListProps = { midnight: string };

function Coming({ midnight }: ListProps) {
  const query = useInfiniteQuery(
    reservationsQuery({ mine: true, from: midnight, order: 'earliest' }),
  );
  return (
    <ListView query={query} empty={<NoReservations tab="upcoming" />}>
      {(reservations) => <MyCards reservations={reservations} />}
    </ListView>
  );
}

function Past({ midnight }: ListProps) {
  const query = useInfiniteQuery(reservationsQuery({ mine: true, to: midnight }));
  return (
    <ListView query={query} empty={<NoReservations tab="past" />}>
      {(reservations) => <MyCards reservations={reservations} />}
    </ListView>
  );
}

/** 我的预约: the bookings to come, the next on top, and those before; the split is today's midnight in Shanghai. */
export function MyReservationsPage() {
  const texts = useReservationTexts();
  const [tab, setTab] = useState<Tab>('upcoming');
  const List = tab === 'upcoming' ? Coming : Past;
  return (
    <Page title={texts('mineTitle')} actions={<Tabs tab={tab} onChange={setTab} />}>
      <WaitingEntries />
      <List midnight={instantAt(civilDate(new Date()), 0)} />
    </Page>
  );
}
