import { type Sql, sql } from '@app/database';
import type { Place } from './instrument-filter';

/** Mean radius. */
const EARTH_KM = 6_371.0088;
const KM_PER_DEGREE = (EARTH_KM * Math.PI) / 180;
/** Towards the poles a degree of longitude shrinks to nothing; the box is all around from here on. */
const POLAR_DEGREES = 89;

/** SQL for the great-circle distance in km from a place to a row `i`; NULL where nobody has located it. */
export const distanceTo = ({
  latitude,
  longitude,
}: Place): Sql => sql`(${2 * EARTH_KM}::float8 * asin(least(1, sqrt(
    sin(radians(i.latitude - ${latitude}::float8) / 2) ^ 2
    + cos(radians(${latitude}::float8)) * cos(radians(i.latitude))
      * sin(radians(i.longitude - ${longitude}::float8) / 2) ^ 2))))`;

/** SQL that a row `i` is at most so far from a place: a box that the index knows, then the distance itself. */
export function isWithin(place: Place, km: number): Sql {
  const { south, north, west, east } = boxAround(place, km);
  return sql`(i.latitude BETWEEN ${south}::float8 AND ${north}::float8
              AND i.longitude BETWEEN ${west}::float8 AND ${east}::float8
              AND ${distanceTo(place)} <= ${km}::float8)`;
}

/** Degrees that hold everything at most so far away; all longitudes where the box would cross the date line or a pole. */
export function boxAround(
  { latitude, longitude }: Place,
  km: number,
): { south: number; north: number; west: number; east: number } {
  const reach = km / KM_PER_DEGREE;
  const [south, north] = [latitude - reach, latitude + reach];
  const furthest = Math.max(Math.abs(south), Math.abs(north));
  const width = furthest >= POLAR_DEGREES ? 180 : reach / Math.cos((furthest * Math.PI) / 180);
  const [west, east] = [longitude - width, longitude + width];
  return west < -180 || east > 180
    ? { south, north, west: -180, east: 180 }
    : { south, north, west, east };
}
