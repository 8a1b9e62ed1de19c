import type { Fen, Text } from '@app/common';
import {
  BooleanField,
  FenField,
  IdField,
  InstantField,
  ItemsField,
  ObjectField,
  OneOf,
  PageQuery,
  SomeOf,
  TextField,
  WholeNumber,
} from '@app/http';
import { LEGAL_FORMS, type LegalForm, VERIFICATIONS, type Verification } from '@app/identity';
import { ApiProperty } from '@nestjs/swagger';
import { VOUCHER_PURPOSES, type VoucherPurpose } from '../voucher.rules';
import { ELIGIBILITY_CODES, type EligibilityCode } from './eligibility.rules';
import { QUOTA_STATES, type QuotaState } from './quota-application.words';
import { type PartyRelation, RELATIONS_OF_PARTIES } from './related-parties.rules';

/** Body of `POST /quota-applications/{id}/resubmit`. */
export class QuotaAsked {
  @FenField({ min: 1 }) amountFen: Fen;
  @OneOf(VOUCHER_PURPOSES, { enumName: 'VoucherPurpose' }) purpose: VoucherPurpose;
  @TextField({ max: 1000, description: 'what it is to be used for' }) statement: string;
}

/** Body of `POST /quota-applications`. */
export class ApplyForQuota extends QuotaAsked {
  @IdField() programmeId: string;
}

/** Why it is returned or rejected; the applicant reads it. */
export class RefuseQuota {
  @TextField({ max: 500 }) reason: string;
}

/** Query of `GET /quota-applications`. */
export class QuotaListQuery extends PageQuery {
  @OneOf(QUOTA_STATES, { optional: true, enumName: 'QuotaState' }) state?: QuotaState;
}

/** What is known of the applicant already, so that nobody types it again. */
export class ApplicantFacts {
  @TextField() nameZh: string;
  @TextField() creditCode: string;
  @OneOf(LEGAL_FORMS) legalForm: LegalForm;
  @TextField() regionCode: string;
  @OneOf(VERIFICATIONS) verification: Verification;
}

/** One rule held against the applicant and the amount. */
export class EligibilityCheckResponse {
  @OneOf(ELIGIBILITY_CODES, { enumName: 'EligibilityCode' }) code: EligibilityCode;
  @BooleanField() passed: boolean;
  /** In both languages inside the process, one sentence on the wire. */
  @ApiProperty({ type: String, description: 'in the language of the reader' })
  sentence: Text | string;
}

/** What an organisation asks a programme for. */
export class QuotaApplicationResponse {
  @IdField() id: string;
  @IdField() programmeId: string;
  @IdField() organisationId: string;
  @FenField() amountFen: Fen;
  @OneOf(VOUCHER_PURPOSES, { enumName: 'VoucherPurpose' }) purpose: VoucherPurpose;
  @TextField() statement: string;
  @OneOf(QUOTA_STATES, { enumName: 'QuotaState' }) state: QuotaState;
  @TextField({ nullable: true, description: 'why it was returned or rejected last' })
  reason: string | null;
  @IdField({ nullable: true, description: 'the voucher that approval issued' })
  voucherId: string | null;
  @ObjectField(() => ApplicantFacts) applicant: ApplicantFacts;
  @InstantField({ nullable: true }) decidedAt: string | null;
  @InstantField() createdAt: string;
  @WholeNumber({ min: 1, description: 'also the ETag' }) version: number;
}

/** Query of `GET /voucher-programmes/{id}/eligibility`. */
export class EligibilityQuery {
  @FenField({ min: 1, optional: true, description: 'what would be asked; the least unless told' })
  amountFen?: Fen;
  @OneOf(VOUCHER_PURPOSES, {
    optional: true,
    enumName: 'VoucherPurpose',
    description: 'one that the programme covers unless told',
  })
  purpose?: VoucherPurpose;
}

/** What an application of the acting organisation would be held against. */
export class EligibilityResponse {
  @ObjectField(() => ApplicantFacts) applicant: ApplicantFacts;
  @ItemsField(() => EligibilityCheckResponse) checks: EligibilityCheckResponse[];
}

/** An application with the rules as they stand now. */
export class QuotaApplicationDetail extends QuotaApplicationResponse {
  @ItemsField(() => EligibilityCheckResponse, { description: 'none once it is over' })
  checks: EligibilityCheckResponse[];
}

/** An organisation that belongs together with the applicant. */
export class RelatedOrganisation {
  @IdField() organisationId: string;
  @TextField() nameZh: string;
  @SomeOf(RELATIONS_OF_PARTIES) relations: PartyRelation[];
}

/** Answer of `GET /quota-applications/{id}/related-parties`: whom no voucher of the applicant may pay. */
export class RelatedPartiesResponse {
  @BooleanField({ description: 'whether the applicant told who stands behind it' }) told: boolean;
  @ItemsField(() => RelatedOrganisation) related: RelatedOrganisation[];
}
