import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';
import { type Affiliation, AFFILIATIONS } from '@app/identity';
import type { RouteStep } from './review.words';

/** The steps that records of holders of one affiliation (隶属关系) pass; the short form for one without a row. */
@Entity('review_route')
@Check(
  'review_route_affiliation_known',
  `affiliation IN (${AFFILIATIONS.map((word) => `'${word}'`).join(', ')})`,
)
@Check('review_route_has_steps', 'jsonb_array_length(steps) > 0')
export class ReviewRoute {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'review_route_of_affiliation' })
  affiliation: Affiliation;
  @Column('jsonb') steps: RouteStep[];
  @Column('integer', { default: 1 }) version: number;
  @ForeignKey('AppUser', { name: 'review_route_changer_exists' })
  @Column('uuid', { name: 'changed_by' })
  changedBy: string;
  @InstantColumn({ name: 'changed_at', default: () => 'app_now()' }) changedAt: DateTime;
}
