import {
  FenField,
  CivilDateField,
  IdField,
  OneOf,
  RatioField,
  SomeOf,
  TextField,
  WholeNumber,
  BooleanField,
  InstantField,
} from '@app/http';
import { LEGAL_FORMS, type LegalForm } from '@app/identity';
import type { Fen } from '@app/common';
import {
  PAYMENT_MODES,
  type PaymentMode,
  VOUCHER_PURPOSES,
  type VoucherPurpose,
} from './voucher.rules';

/** Body of `POST /voucher-programmes`. */
export class CreateVoucherProgramme {
  @TextField({ max: 100 }) nameZh: string;
  @WholeNumber({ min: 2015, max: 2100, description: 'budget year' }) year: number;
  @RatioField({ description: "the voucher's share of the eligible fee, above 0" }) ratio: number;
  @FenField({ min: 1, description: 'most that one organisation may be issued, integer fen' })
  ceilingFen: number;
  @CivilDateField({ description: 'first day a covered service may end on' }) validFrom: string;
  @CivilDateField({ description: 'last such day, included' }) validTo: string;
  @OneOf(PAYMENT_MODES, { enumName: 'PaymentMode' }) paymentMode: PaymentMode;
  @SomeOf(VOUCHER_PURPOSES) purposes: VoucherPurpose[];
  @SomeOf(LEGAL_FORMS) eligibleForms: LegalForm[];
  @TextField({ max: 500, description: 'the document the rules come from' }) source: string;
  @BooleanField({ optional: true, description: 'true unless told' }) outsideJiaxingOnly?: boolean;
}

/** A programme with the rules in force today and what is left of its budget. */
export class VoucherProgrammeResponse {
  @IdField() id: string;
  @TextField() nameZh: string;
  @WholeNumber() year: number;
  @IdField() issuerOrganisationId: string;
  @WholeNumber({ min: 1, description: 'of `/voucher-programmes/{id}/rules`' }) rulesVersion: number;
  @RatioField() ratio: number;
  @FenField({ nullable: true, description: 'null is undetermined (未定)' }) ceilingFen: Fen | null;
  @CivilDateField() validFrom: string;
  @CivilDateField() validTo: string;
  @OneOf(PAYMENT_MODES, { enumName: 'PaymentMode' }) paymentMode: PaymentMode;
  @SomeOf(VOUCHER_PURPOSES) purposes: VoucherPurpose[];
  @SomeOf(LEGAL_FORMS) eligibleForms: LegalForm[];
  @TextField() source: string;
  @BooleanField() outsideJiaxingOnly: boolean;
  @FenField({ description: 'everything appropriated so far' }) appropriatedFen: Fen;
  @FenField({ description: 'appropriated and not issued' }) budgetAvailableFen: Fen;
  @FenField({ description: 'confirmed paid' }) paidFen: Fen;
}

/** Body of `POST /voucher-programmes/{id}/appropriations`. */
export class AppropriateBudget {
  @FenField({ min: 1 }) amountFen: number;
  @TextField({ max: 100, description: 'number of the budget document (文号)' })
  documentNumber: string;
}

/** One budget document's money. */
export class AppropriationResponse {
  @IdField() id: string;
  @IdField() programmeId: string;
  @FenField() amountFen: Fen;
  @TextField() documentNumber: string;
  @InstantField() createdAt: string;
}
