import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, CreatedAtColumn } from '@app/database';
import { CONTRACT_CLAUSES, type ContractClauses } from './contract-clauses';

const KEYS = CONTRACT_CLAUSES.map((clause) => `'${clause}'`).join(', ');

/** The clauses of contracts as they were set once, for one holder or for the whole city; never changed afterwards. */
@Entity('contract_template')
@Index('contract_template_version_of_holder', ['holderId', 'version'], { unique: true })
@Index('contract_template_version_of_city', ['version'], {
  unique: true,
  where: 'holder_id IS NULL',
})
@Check(
  'contract_template_has_six_clauses',
  `clauses ?& ARRAY[${KEYS}] AND clauses - ARRAY[${KEYS}] = '{}'::jsonb`,
)
export class ContractTemplate {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'contract_template_id' }) id: string;
  /** Null is the default of the city. */
  @ForeignKey('Organisation', { name: 'contract_template_holder_exists' })
  @Column('uuid', { name: 'holder_id', nullable: true })
  holderId: string | null;
  @Column('integer') version: number;
  @Column('jsonb') clauses: ContractClauses;
  /** First date on which contracts are made by it. */
  @CivilDateColumn({ name: 'valid_from' }) validFrom: string;
  @ForeignKey('AppUser', { name: 'contract_template_author_exists' })
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
