import { useRef, useState, type KeyboardEvent } from 'react';
import { useLanguage } from '@/shared/i18n/language';
import { clockText, weekdayText } from '@/shared/time';
import { useBookingTexts } from '../texts';
import { isAllFree, type Choice, type WeekLayout } from '../week-layout';

type WeekGridProps = {
  layout: WeekLayout;
  choice: Choice | null;
  onPick: (date: string, minute: number) => void;
  onChange: (choice: Choice) => void;
  onBook: () => void;
};

type Place = { column: number; row: number };

const MOVES: Record<string, Place> = {
  ArrowUp: { column: 0, row: -1 },
  ArrowDown: { column: 0, row: 1 },
  ArrowLeft: { column: -1, row: 0 },
  ArrowRight: { column: 1, row: 0 },
};

function clamp(value: number, last: number): number {
  return Math.max(0, Math.min(value, last));
}

/** The first free cell, where a keyboard enters the grid. */
function firstFree({ columns }: WeekLayout): Place {
  const column = columns.findIndex(({ states }) => states.includes('free'));
  return column < 0
    ? { column: 0, row: 0 }
    : { column, row: columns[column]?.states.indexOf('free') ?? 0 };
}

function useGridKeys({ layout, choice, onPick, onChange, onBook }: WeekGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [moved, setMoved] = useState<Place | null>(null);
  const place = moved ?? firstFree(layout);
  const cursor = {
    column: clamp(place.column, layout.columns.length - 1),
    row: clamp(place.row, layout.rows - 1),
  };

  const moveTo = (place: Place) => {
    setMoved(place);
    grid.current
      ?.querySelector<HTMLElement>(`[data-place="${place.column}-${place.row}"]`)
      ?.focus();
  };
  const extend = (rows: number) => {
    if (!choice) return;
    const longer = { ...choice, endMinute: choice.endMinute + rows * layout.stepMinutes };
    if (longer.endMinute > longer.startMinute && isAllFree(layout, longer)) onChange(longer);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (move && event.shiftKey) extend(move.row);
    else if (move) {
      const { column, row } = cursor;
      moveTo({
        column: clamp(column + move.column, layout.columns.length - 1),
        row: clamp(row + move.row, layout.rows - 1),
      });
    } else if (event.key === ' ') {
      const date = layout.columns[cursor.column]?.date;
      if (date) onPick(date, layout.firstMinute + cursor.row * layout.stepMinutes);
    } else if (event.key === 'Enter' && choice) onBook();
    else return;
    event.preventDefault();
  };
  return { grid, cursor, setMoved, onKeyDown };
}

type CellProps = WeekGridProps & {
  column: number;
  row: number;
  focusable: boolean;
  onFocus: () => void;
};

function Cell({ layout, choice, column, row, focusable, onFocus, onPick }: CellProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  const { date, states } = layout.columns[column] ?? { date: '', states: [] };
  const minute = layout.firstMinute + row * layout.stepMinutes;
  const state = states[row] ?? 'closed';
  const chosen = choice?.date === date && minute >= choice.startMinute && minute < choice.endMinute;
  const hours = `${clockText(minute)}–${clockText(minute + layout.stepMinutes)}`;
  const day = `${date.slice(5)} ${weekdayText(date, language)}`;
  return (
    <div
      role="gridcell"
      tabIndex={focusable ? 0 : -1}
      data-place={`${column}-${row}`}
      className={`cell cell-${chosen ? 'chosen' : state}`}
      aria-selected={chosen}
      aria-disabled={state !== 'free'}
      aria-label={texts('cell', { day, hours, state: texts(chosen ? 'chosen' : state) })}
      onFocus={onFocus}
      onClick={() => state === 'free' && onPick(date, minute)}
    />
  );
}

/** A few days of one instrument as a grid of free and taken time; the whole choice can be made by keyboard. */
export function WeekGrid(props: WeekGridProps) {
  const { layout } = props;
  const texts = useBookingTexts();
  const language = useLanguage();
  const { grid, cursor, setMoved, onKeyDown } = useGridKeys(props);
  const columns = layout.columns.length;
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={texts('weekTitle')}
      aria-multiselectable="true"
      className="week-grid"
      style={{ gridTemplateColumns: `52px repeat(${columns}, minmax(0, 1fr))` }}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="week-row">
        <span role="columnheader" className="week-head">
          <span className="visually-hidden">{texts('startTime')}</span>
        </span>
        {layout.columns.map(({ date }) => (
          <span role="columnheader" className="week-head" key={date}>
            {weekdayText(date, language)} <b>{date.slice(5)}</b>
          </span>
        ))}
      </div>
      {Array.from({ length: layout.rows }, (_, row) => {
        const minute = layout.firstMinute + row * layout.stepMinutes;
        return (
          <div
            role="row"
            className={minute % 60 === 0 ? 'week-row week-hour' : 'week-row'}
            key={row}
          >
            <span role="rowheader" className="week-time">
              {minute % 60 === 0 ? (
                clockText(minute)
              ) : (
                <span className="visually-hidden">{clockText(minute)}</span>
              )}
            </span>
            {layout.columns.map(({ date }, column) => (
              <Cell
                key={date}
                {...props}
                column={column}
                row={row}
                focusable={cursor.column === column && cursor.row === row}
                onFocus={() => setMoved({ column, row })}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}
