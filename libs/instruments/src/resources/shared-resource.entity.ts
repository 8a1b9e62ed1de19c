import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';

/** Why instruments cannot be used at the same time: they exclude each other, or need one operator or accessory. */
export const RESOURCE_KINDS = ['exclusion', 'operator', 'accessory'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** Something of a holder that several instruments need and that exists once; it has a unit of its own. */
@Entity('shared_resource')
@Unique('shared_resource_name_taken', ['holderId', 'kind', 'nameZh'])
@Check('shared_resource_kind_known', `kind IN ('exclusion', 'operator', 'accessory')`)
export class SharedResource {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_shared_resource' }) id: string;
  @ForeignKey('Organisation', { name: 'shared_resource_holder_exists' })
  @Column('uuid', { name: 'holder_id' })
  holderId: string;
  @Column('text') kind: ResourceKind;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @ForeignKey('AppUser', { name: 'shared_resource_author_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** That every booking of an instrument takes a resource too. */
@Entity('instrument_resource')
export class InstrumentResource {
  @ForeignKey('Instrument', { name: 'instrument_resource_instrument_exists' })
  @PrimaryColumn('uuid', {
    name: 'instrument_id',
    primaryKeyConstraintName: 'instrument_resource_once',
  })
  instrumentId: string;
  @Index('instrument_resource_of')
  @ForeignKey('SharedResource', { name: 'instrument_resource_resource_exists' })
  @PrimaryColumn('uuid', {
    name: 'resource_id',
    primaryKeyConstraintName: 'instrument_resource_once',
  })
  resourceId: string;
}
