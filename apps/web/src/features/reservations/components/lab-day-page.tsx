import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from '@/shared/components/button';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ListView } from '@/shared/components/query-view';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useLanguage } from '@/shared/i18n/language';
import { addDays, civilDate, formatDate, instantAt } from '@/shared/time';
import { reservationsQuery, type Reservation } from '../api';
import { useReservationTexts } from '../texts';
import { LabActions } from './lab-actions';
import { ReservationCard } from './reservation-card';

const route = getRouteApi('/signed-in/lab');

/** States that take no time of the day any more, or wait in the list of requests. */
const NOT_PLANNED = ['requested', 'rejected', 'cancelled', 'expired'];

function LabCards({ reservations }: { reservations: Reservation[] }) {
  return (
    <div className="card-list">
      {reservations.map((reservation) => (
        <ReservationCard
          key={reservation.id}
          reservation={reservation}
          forLab
          actions={<LabActions reservation={reservation} />}
        />
      ))}
    </div>
  );
}

function Requests() {
  const texts = useReservationTexts();
  const query = useInfiniteQuery(
    reservationsQuery({
      state: 'requested',
      from: instantAt(civilDate(new Date()), 0),
      order: 'earliest',
    }),
  );
  return (
    <section className="stack" aria-labelledby="requests">
      <h2 id="requests">{texts('pending')}</h2>
      <ListView query={query} empty={<p className="muted">{texts('noPending')}</p>}>
        {(reservations) => <LabCards reservations={reservations} />}
      </ListView>
    </section>
  );
}

type DaySwitchProps = { date: string; onChange: (date: string) => void };

function DaySwitch({ date, onChange }: DaySwitchProps) {
  const texts = useReservationTexts();
  const common = useCommonTexts();
  return (
    <>
      <Button aria-label={texts('previous')} onClick={() => onChange(addDays(date, -1))}>
        ‹
      </Button>
      <Button onClick={() => onChange(civilDate(new Date()))}>{common('today')}</Button>
      <Button aria-label={texts('next')} onClick={() => onChange(addDays(date, 1))}>
        ›
      </Button>
    </>
  );
}

function Schedule({ date, onChange }: DaySwitchProps) {
  const texts = useReservationTexts();
  const language = useLanguage();
  const day = useInfiniteQuery(
    reservationsQuery({
      from: instantAt(date, 0),
      to: instantAt(addDays(date, 1), 0),
      order: 'earliest',
    }),
  );
  const planned = day.data?.filter(({ state }) => !NOT_PLANNED.includes(state));
  const nothing = (
    <Empty
      title={texts('noScheduleTitle')}
      why={texts('noScheduleWhy')}
      action={<Button onClick={() => onChange(addDays(date, 1))}>{texts('nextDay')}</Button>}
    />
  );
  return (
    <section className="stack" aria-labelledby="schedule">
      <div className="row-between">
        <h2 id="schedule">{texts('schedule', { day: formatDate(date, language) })}</h2>
        <div className="row">
          <DaySwitch date={date} onChange={onChange} />
        </div>
      </div>
      <ListView query={{ ...day, data: planned }} empty={nothing}>
        {(reservations) => <LabCards reservations={reservations} />}
      </ListView>
    </section>
  );
}

/** 今日: requests that wait for an answer, and the day's use of the laboratory's instruments. */
export function LabDayPage() {
  const texts = useReservationTexts();
  const { date = civilDate(new Date()) } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={texts('dayTitle')} lead={texts('dayLead')}>
      <div className="lab-columns">
        <Requests />
        <Schedule
          date={date}
          onChange={(day) => void navigate({ to: '.', search: { date: day } })}
        />
      </div>
    </Page>
  );
}
