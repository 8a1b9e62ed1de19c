import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { DecimalField, OneOf, PageQuery, TextField, WholeNumber } from '@app/http';
import { type Service, SERVICES } from '../record/record.words';

export const SORTS = ['fit', 'distance'] as const;

/** What a list of instruments can be narrowed down and sorted by, beside what each of them is. */
export class SearchFilters extends PageQuery {
  @OneOf(SERVICES, { optional: true, description: 'slot is 上机, sample is 送样' })
  service?: Service;
  @WholeNumber({
    optional: true,
    fromQuery: true,
    description: 'highest price of an hour in fen, of the public price list of today',
  })
  maxPerHourFen?: number;
  @TextField({ optional: true, max: 500, description: 'words with commas between; all must fit' })
  tags?: string;
  @TextField({ optional: true, max: 50, description: 'latitude,longitude in degrees (WGS 84)' })
  @Matches(
    /^-?([0-8]?\d(\.\d{1,10})?|90(\.0{1,10})?),-?((1[0-7]|\d)?\d(\.\d{1,10})?|180(\.0{1,10})?)$/,
    {
      context: {
        zh: '须为“纬度,经度”，如 30.7522,120.7580',
        en: 'must be latitude,longitude, like 30.7522,120.7580',
      },
    },
  )
  near?: string;
  @DecimalField({
    min: 0.1,
    max: 3_000,
    optional: true,
    fromQuery: true,
    description: 'great-circle distance from `near`',
  })
  withinKm?: number;
  @OneOf(SORTS, {
    optional: true,
    description: 'fit: best match first, and newest first without q; distance: nearest first',
  })
  sort?: (typeof SORTS)[number];
}

/** How many instruments have one value, by its code. */
export class FacetCount {
  @ApiProperty() code: string;
  @ApiProperty({ type: 'integer' }) count: number;
}

export class NamedFacetCount extends FacetCount {
  @ApiProperty() nameZh: string;
}

export class YesNoCount {
  @ApiProperty({ type: 'integer' }) yes: number;
  @ApiProperty({ type: 'integer' }) no: number;
}

/**
 * How many of the instruments that the reader may open have which property. Each facet is counted as if it were not
 * filtered by itself, so that it shows what choosing another value would find.
 */
export class InstrumentFacets {
  @ApiProperty({ type: [NamedFacetCount], description: 'classes of level 2' })
  categories: NamedFacetCount[];
  @ApiProperty({ type: [NamedFacetCount] }) regions: NamedFacetCount[];
  @ApiProperty({ type: [FacetCount] }) services: FacetCount[];
  @ApiProperty({ type: [FacetCount], description: 'the fifty commonest' }) tags: FacetCount[];
  @ApiProperty({ type: YesNoCount }) outsideJiaxing: YesNoCount;
  @ApiProperty({ type: 'integer', description: 'with every filter' }) total: number;
  @ApiProperty({ required: false, description: 'nothing was called as typed; this was counted' })
  correctedTo?: string;
}
