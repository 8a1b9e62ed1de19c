import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { categoriesQuery, type Category } from '@/shared/api/categories';
import { Button } from '@/shared/components/button';
import { Field } from '@/shared/components/field';
import { useDurationText } from '@/shared/duration';
import { useLanguage } from '@/shared/i18n/language';
import { REGIONS } from '@/shared/reference/regions';
import type { When } from '../periods';
import type { FindSearch } from '../search';
import { useBookingTexts } from '../texts';

const route = getRouteApi('/signed-in/instruments');

const LENGTHS_MINUTES = [30, 60, 120, 240, 480];

/** How long the free time must be when nothing else is chosen. */
export const DEFAULT_MINUTES = 60;

type Change = (change: FindSearch) => void;
type FilterProps = { search: FindSearch; change: Change };

function SearchBox({ search, change }: FilterProps) {
  const texts = useBookingTexts();
  const [text, setText] = useState(search.q ?? '');
  return (
    <form
      role="search"
      className="finder-search"
      action={() => change({ q: text.trim() || undefined })}
    >
      <input
        className="input"
        type="search"
        aria-label={texts('search')}
        placeholder={texts('search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button primary type="submit">
        {texts('searchButton')}
      </Button>
    </form>
  );
}

type PickProps = {
  label: string;
  all: string;
  value: string | undefined;
  options: readonly { code: string; name: string }[];
  onChange: (code: string | undefined) => void;
};

function Pick({ label, all, value, options, onChange }: PickProps) {
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value || undefined)}
        >
          <option value="">{all}</option>
          {options.map((option) => (
            <option key={option.code} value={option.code}>
              {option.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function WhenChoice({ search, change }: FilterProps) {
  const texts = useBookingTexts();
  const choices: { value: When | undefined; label: string }[] = [
    { value: undefined, label: texts('anyTime') },
    { value: 'today', label: texts('today') },
    { value: 'week', label: texts('thisWeek') },
    { value: 'next-week', label: texts('nextWeek') },
  ];
  return (
    <fieldset className="choices">
      <legend>{texts('when')}</legend>
      {choices.map(({ value, label }) => (
        <label key={label}>
          <input
            type="radio"
            name="when"
            checked={search.when === value}
            onChange={() => change({ when: value })}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function LengthChoice({ search, change }: FilterProps) {
  const texts = useBookingTexts();
  const duration = useDurationText();
  return (
    <Field label={texts('length')}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={search.minutes ?? DEFAULT_MINUTES}
          onChange={(event) => change({ minutes: Number(event.target.value) })}
        >
          {LENGTHS_MINUTES.map((minutes) => (
            <option key={minutes} value={minutes}>
              {duration(minutes)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const NONE: Category[] = [];
const INDENT = '\u3000';

/** The categories as options, each below its class and set in. */
function useCategoryOptions() {
  const language = useLanguage();
  const { data = NONE } = useQuery(categoriesQuery);
  return data.map(({ code, nameZh, nameEn, parent }) => {
    const name = language === 'en' ? nameEn : nameZh;
    return { code, name: parent === null ? name : INDENT + name };
  });
}

/** The search box and filters of 找仪器; every change goes into the address. */
export function FindFilters() {
  const texts = useBookingTexts();
  const language = useLanguage();
  const categories = useCategoryOptions();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change: Change = (part) =>
    void navigate({ to: '.', search: { ...search, ...part }, replace: true });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <section className="panel finder" aria-label={texts('filters')}>
      <SearchBox key={search.q ?? ''} search={search} change={change} />
      <div className="finder-filters">
        <Pick
          label={texts('category')}
          all={texts('allCategories')}
          value={search.category}
          options={categories}
          onChange={(category) => change({ category })}
        />
        <Pick
          label={texts('region')}
          all={texts('allRegions')}
          value={search.region}
          options={REGIONS.map((region) => ({ code: region.code, name: region[language] }))}
          onChange={(region) => change({ region })}
        />
        <WhenChoice search={search} change={change} />
        <LengthChoice search={search} change={change} />
      </div>
      <div className="row-between">
        <label className="check">
          <input
            type="checkbox"
            checked={search.outside ?? false}
            onChange={(event) => change({ outside: event.target.checked || undefined })}
          />
          {texts('outside')}
        </label>
        {isFiltered && (
          <Button onClick={() => void navigate({ to: '.', search: {} })}>{texts('clear')}</Button>
        )}
      </div>
    </section>
  );
}
