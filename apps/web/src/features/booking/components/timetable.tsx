import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { timetableQuery } from '@/shared/api/timetable';
import { Button } from '@/shared/components/button';
import { QueryView } from '@/shared/components/query-view';
import { Loading } from '@/shared/components/loading';
import { useLanguage } from '@/shared/i18n/language';
import { useIsPhone } from '@/shared/media';
import type { Period } from '@/shared/problem';
import {
  addDays,
  civilDate,
  formatPeriod,
  instantAt,
  startOfWeek,
  weekdayText,
} from '@/shared/time';
import { useBookingTexts } from '../texts';
import { layOutDays, pickCell, type Choice, type WeekLayout } from '../week-layout';
import { WeekGrid } from './week-grid';

const DAYS = 7;

type WeekSwitchProps = { monday: string; onChange: (monday: string) => void };

function WeekSwitch({ monday, onChange }: WeekSwitchProps) {
  const texts = useBookingTexts();
  const thisWeek = startOfWeek(civilDate(new Date()));
  return (
    <div className="row week-switch">
      <Button
        disabled={monday <= thisWeek}
        onClick={() => onChange(addDays(monday, -DAYS))}
        aria-label={texts('previousWeek')}
      >
        ‹
      </Button>
      <span aria-live="polite">
        {texts('week', { from: monday, to: addDays(monday, DAYS - 1) })}
      </span>
      <Button onClick={() => onChange(addDays(monday, DAYS))} aria-label={texts('nextWeekButton')}>
        ›
      </Button>
      {monday !== thisWeek && (
        <Button onClick={() => onChange(thisWeek)}>{texts('thisWeekButton')}</Button>
      )}
    </div>
  );
}

type DayStripProps = { layout: WeekLayout; chosen: string; onChoose: (date: string) => void };

function DayStrip({ layout, chosen, onChoose }: DayStripProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  return (
    <div className="day-strip" role="group" aria-label={texts('chooseDay')}>
      {layout.columns.map(({ date, states }) => (
        <button
          type="button"
          key={date}
          aria-pressed={date === chosen}
          onClick={() => onChoose(date)}
        >
          {weekdayText(date, language)}
          <b>{date.slice(8)}</b>
          <i className={states.includes('free') ? 'dot dot-free' : 'dot'} />
          <span className="visually-hidden">
            {texts(states.includes('free') ? 'free' : 'closed')}
          </span>
        </button>
      ))}
    </div>
  );
}

function Legend() {
  const texts = useBookingTexts();
  return (
    <div className="legend small muted">
      {(['free', 'busy', 'closed'] as const).map((state) => (
        <span key={state}>
          <i className={`cell cell-${state}`} /> {texts(state)}
        </span>
      ))}
    </div>
  );
}

type ChosenProps = { period: Period; onBook: () => void; onClear: () => void };

function ChosenBar({ period, onBook, onClear }: ChosenProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  return (
    <div className="chosen-bar" role="status">
      <strong>{formatPeriod(period.startsAt, period.endsAt, language)}</strong>
      <div className="row">
        <Button onClick={onClear}>{texts('clearChoice')}</Button>
        <Button primary onClick={onBook}>
          {texts('bookThis')}
        </Button>
      </div>
    </div>
  );
}

type ChooserProps = {
  layout: WeekLayout;
  minMinutes: number;
  onBook: ((period: Period) => void) | undefined;
  onNextWeek: () => void;
};

function SlotChooser({ layout, minMinutes, onBook, onNextWeek }: ChooserProps) {
  const texts = useBookingTexts();
  const isPhone = useIsPhone();
  const firstDay =
    layout.columns.find(({ states }) => states.includes('free'))?.date ??
    layout.columns[0]?.date ??
    '';
  const [day, setDay] = useState(firstDay);
  const [choice, setChoice] = useState<Choice | null>(null);
  const period = choice && {
    startsAt: instantAt(choice.date, choice.startMinute),
    endsAt: instantAt(choice.date, choice.endMinute),
  };
  const shown = isPhone
    ? { ...layout, columns: layout.columns.filter(({ date }) => date === day) }
    : layout;
  const hasFree = layout.columns.some(({ states }) => states.includes('free'));
  return (
    <div className="stack">
      {!hasFree && (
        <div className="notice row-between">
          {texts('noFreeWeek')}
          <Button onClick={onNextWeek}>{texts('nextFree')}</Button>
        </div>
      )}
      {isPhone && <DayStrip layout={layout} chosen={day} onChoose={setDay} />}
      <WeekGrid
        layout={shown}
        choice={choice}
        onPick={(date, minute) =>
          onBook && setChoice(pickCell(layout, choice, date, minute, minMinutes))
        }
        onChange={setChoice}
        onBook={() => period && onBook?.(period)}
      />
      <Legend />
      {onBook && <p className="small muted">{texts('gridHelp')}</p>}
      {period && onBook && (
        <ChosenBar period={period} onBook={() => onBook(period)} onClear={() => setChoice(null)} />
      )}
    </div>
  );
}

type TimetableProps = {
  instrumentId: string;
  firstDate: string;
  minMinutes: number;
  onBook: ((period: Period) => void) | undefined;
};

/** The free time of one instrument, week by week; choosing a period and 预约 hands it to `onBook`, where one may book. */
export function Timetable({ instrumentId, firstDate, minMinutes, onBook }: TimetableProps) {
  const texts = useBookingTexts();
  const [monday, setMonday] = useState(startOfWeek(firstDate));
  const dates = Array.from({ length: DAYS }, (_, index) => addDays(monday, index));
  const week = { startsAt: instantAt(monday, 0), endsAt: instantAt(addDays(monday, DAYS), 0) };
  const query = useQuery(timetableQuery(instrumentId, week));
  return (
    <section className="panel stack" aria-labelledby="free-time">
      <div className="row-between">
        <h2 id="free-time">{texts('weekTitle')}</h2>
        <WeekSwitch monday={monday} onChange={setMonday} />
      </div>
      <QueryView query={query} loading={<Loading rows={1} height={420} />}>
        {(timetable) => (
          <SlotChooser
            key={monday}
            layout={layOutDays(dates, timetable)}
            minMinutes={minMinutes}
            onBook={onBook}
            onNextWeek={() => setMonday(addDays(monday, DAYS))}
          />
        )}
      </QueryView>
    </section>
  );
}
