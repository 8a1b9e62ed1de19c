import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Fen } from '@app/common';
import { CivilDateColumn, CreatedAtColumn, FenColumn } from '@app/database';

/** A project's money inside its organisation (课题经费卡), to which in-house orders are charged. A trigger alone moves what is spent. */
@Entity('project_card')
@Unique('project_card_number_taken', ['organisationId', 'number'])
@Check('project_card_spent_beyond_budget', 'spent_fen BETWEEN 0 AND budget_fen')
@Index('project_card_of_organisation', ['organisationId', 'id'])
export class ProjectCard {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('Organisation', { name: 'project_card_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  /** As the organisation's finance office numbers it. */
  @Column('text') number: string;
  @Column('text') title: string;
  /** Who answers for the project (课题负责人). */
  @Index('project_card_of_owner')
  @ForeignKey('AppUser', { name: 'project_card_owner_exists' })
  @Column('uuid', { name: 'owner_id' })
  ownerId: string;
  @FenColumn({ name: 'budget_fen' }) budgetFen: Fen;
  @FenColumn({ name: 'spent_fen', default: 0 }) spentFen: Fen;
  /** The last day (Asia/Shanghai) on which it can be charged. */
  @CivilDateColumn({ name: 'valid_until' }) validUntil: string;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}

/** Who may charge a card beside its owner. */
@Entity('project_card_charger')
export class ProjectCardCharger {
  @ForeignKey('ProjectCard', { name: 'project_card_charger_card_exists' })
  @PrimaryColumn('uuid', { name: 'card_id' })
  cardId: string;
  @Index('project_card_charger_of_user')
  @ForeignKey('AppUser', { name: 'project_card_charger_user_exists' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;
}
