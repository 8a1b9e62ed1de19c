import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import {
  AFFILIATIONS,
  type Affiliation,
  LEGAL_FORMS,
  type LegalForm,
  ORGANISATION_KINDS,
  type OrganisationKind,
  VERIFICATIONS,
  type Verification,
} from './organisation.words';

const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** A legal body with a unified social credit code: holder, user organisation, bureau or operator. */
@Entity('organisation')
@Unique('organisation_credit_code_taken', ['creditCode'])
@Check('organisation_kind_known', oneOf('kind', ORGANISATION_KINDS))
@Check('organisation_legal_form_known', oneOf('legal_form', LEGAL_FORMS))
@Check('organisation_affiliation_known', oneOf('affiliation', AFFILIATIONS))
@Check('organisation_verification_known', oneOf('verification', VERIFICATIONS))
export class Organisation {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @Column('text', { name: 'credit_code' }) creditCode: string;
  @Column('text') kind: OrganisationKind;
  /** Decides 企事业单位, and with it who may be given a voucher. */
  @Column('text', { name: 'legal_form' }) legalForm: LegalForm;
  /** Whose the organisation is (隶属关系); routes its reviews. */
  @Column('text', { default: 'none' }) affiliation: Affiliation;
  /** Department in charge (主管部门), such as the education bureau. */
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'supervisor_id', nullable: true })
  supervisorId: string | null;
  /** Where the organisation is registered now; never read from its credit code. */
  @Column('text', { name: 'region_code' }) regionCode: string;
  @Column('text', { name: 'contact_name' }) contactName: string;
  @Column('text', { name: 'contact_phone' }) contactPhone: string;
  /** 法定代表人 as the register of companies names them; null while nobody has told. */
  @Column('text', { name: 'legal_representative', nullable: true }) legalRepresentative:
    string | null;
  /** 实际控制人: the person or the body that controls it; null while nobody has told. */
  @Column('text', { nullable: true }) controller: string | null;
  /** Whether the bureau has looked at it; bookings of one that is not verified wait. */
  @Column('text', { default: 'pending' }) verification: Verification;
  /** Why it was returned. */
  @Column('text', { name: 'verification_reason', nullable: true }) verificationReason:
    string | null;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'verified_by', nullable: true })
  verifiedBy: string | null;
  @InstantColumn({ name: 'verified_at', nullable: true }) verifiedAt: DateTime | null;
  @Column('integer', { default: 1 }) version: number;
  @CreatedAtColumn() createdAt: DateTime;
}
