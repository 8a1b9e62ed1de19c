import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';
import {
  LEGAL_FORMS,
  type LegalForm,
  ORGANISATION_KINDS,
  type OrganisationKind,
} from './organisation.words';

const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** A legal body with a unified social credit code: holder, user organisation, bureau or operator. */
@Entity('organisation')
@Unique('organisation_credit_code_taken', ['creditCode'])
@Check('organisation_kind_known', oneOf('kind', ORGANISATION_KINDS))
@Check('organisation_legal_form_known', oneOf('legal_form', LEGAL_FORMS))
export class Organisation {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @Column('text', { name: 'credit_code' }) creditCode: string;
  @Column('text') kind: OrganisationKind;
  /** Decides 企事业单位, and with it who may be given a voucher. */
  @Column('text', { name: 'legal_form' }) legalForm: LegalForm;
  /** Where the organisation is registered now; never read from its credit code. */
  @Column('text', { name: 'region_code' }) regionCode: string;
  @Column('text', { name: 'contact_name' }) contactName: string;
  @Column('text', { name: 'contact_phone' }) contactPhone: string;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}
