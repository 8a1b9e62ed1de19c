import { Param, type PipeTransform } from '@nestjs/common';
import { fieldError, InvalidRequest } from '@app/http';
import { YEARS } from './calendar-year.rules';

/** Reads the year in an address. @throws InvalidRequest for anything but a year from 2000 to 2100 (400) */
class YearPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    const year = /^\d{4}$/.test(value) ? Number(value) : Number.NaN;
    if (year >= YEARS.first && year <= YEARS.last) return year;
    throw new InvalidRequest([
      fieldError('/year', 'year', value, {
        zh: `须为 ${YEARS.first} 至 ${YEARS.last} 之间的年份，请检查链接`,
        en: `must be a year from ${YEARS.first} to ${YEARS.last}; check the address`,
      }),
    ]);
  }
}

/** The `{year}` of the address. */
export const YearParam = (): ParameterDecorator => Param('year', new YearPipe());
