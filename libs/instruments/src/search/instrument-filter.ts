import { type FieldError, FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';
import type { InstrumentStatus } from '../instrument.rules';
import type { Service } from '../record/record.words';
import type { ReviewStep } from '../review/review.words';
import type { SearchFilters } from './search.dto';

/** A point on earth in degrees (WGS 84). */
export interface Place {
  latitude: number;
  longitude: number;
}

/** What a list of instruments is narrowed down by; all parts given must fit. */
export interface InstrumentFilter {
  q?: string;
  categoryCode?: string;
  regionCode?: string;
  outsideJiaxing?: boolean;
  status?: InstrumentStatus;
  holderId?: string;
  reviewStep?: ReviewStep;
  reviewOverdue?: boolean;
  service?: Service;
  maxPerHourFen?: number;
  tags: string[];
  near?: Place;
  withinKm?: number;
  sort: 'fit' | 'distance';
}

/** A query as a request brings it. */
export type InstrumentQuery = SearchFilters & Partial<Omit<InstrumentFilter, keyof SearchFilters>>;

/** The filter that a query asks for. @throws FieldsRefused for a distance without a place to measure it from (422) */
export function filterOf(query: InstrumentQuery): InstrumentFilter {
  const { near, tags, sort, ...same } = query;
  if (near === undefined) refuseDistance(query);
  const [latitude, longitude] = near?.split(',').map(Number) ?? [];
  return {
    ...same,
    tags:
      tags
        ?.split(/[,，]/)
        .map((tag) => tag.trim())
        .filter(Boolean) ?? [],
    ...(latitude !== undefined && longitude !== undefined && { near: { latitude, longitude } }),
    sort: sort ?? 'fit',
  };
}

function refuseDistance({ withinKm, sort }: SearchFilters): void {
  const faults: FieldError[] = [
    ...(withinKm === undefined ? [] : [needsPlace('/withinKm', withinKm)]),
    ...(sort === 'distance' ? [needsPlace('/sort', sort)] : []),
  ];
  if (faults.length > 0) throw new FieldsRefused(faults);
}

const needsPlace = (pointer: string, value: unknown): FieldError =>
  fieldError(pointer, 'needs-place', value, {
    zh: '须同时填写 near（纬度,经度）',
    en: 'needs near (latitude,longitude) to measure from',
  });
