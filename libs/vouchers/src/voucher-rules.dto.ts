import type { Fen } from '@app/common';
import {
  BooleanField,
  CivilDateField,
  FenField,
  IdField,
  InstantField,
  ItemsField,
  OneOf,
  RatioField,
  SomeOf,
  TextField,
  WholeNumber,
} from '@app/http';
import { LEGAL_FORMS, type LegalForm } from '@app/identity';
import {
  CAP_BASES,
  type CapBasis,
  EVIDENCE,
  type Evidence,
  SERVICE_NATURES,
  type ServiceNature,
  VOUCHER_PURPOSES,
  type VoucherPurpose,
} from './voucher.rules';

/** What a cap per provider can count: nothing is issued for a provider. */
export const PROVIDER_CAP_BASES = ['used', 'paid'] as const satisfies readonly CapBasis[];
export type ProviderCapBasis = (typeof PROVIDER_CAP_BASES)[number];

/** The ceiling of one legal form. */
export class FormCeiling {
  @OneOf(LEGAL_FORMS, { enumName: 'LegalForm' }) legalForm: LegalForm;
  @FenField({ min: 1, nullable: true, description: 'null is undetermined (未定)' })
  ceilingFen?: Fen | null;
}

/** Body of `POST /voucher-programmes/{id}/rules`: all rules anew, not only what differs. */
export class ChangeVoucherRules {
  @CivilDateField({ description: 'first day; later than today, so that nothing placed is touched' })
  inForceFrom: string;
  @RatioField({ description: "the voucher's share of the eligible fee, above 0" }) ratio: number;
  @FenField({
    ...{ min: 1, nullable: true },
    description:
      'most of one organisation; null is undetermined (未定), and nothing is issued then',
  })
  ceilingFen?: number | null;
  @ItemsField(() => FormCeiling, { optional: true, max: LEGAL_FORMS.length })
  formCeilings?: FormCeiling[];
  @OneOf(CAP_BASES, { optional: true, description: 'what the ceiling counts; issued unless told' })
  ceilingBasis?: CapBasis;
  @FenField({ min: 1, nullable: true, description: 'most of one order' })
  orderCapFen?: number | null;
  @FenField({ min: 1, nullable: true, description: 'most of one organisation at one provider' })
  providerCapFen?: number | null;
  @OneOf(PROVIDER_CAP_BASES, { optional: true, description: 'used unless told' })
  providerCapBasis?: ProviderCapBasis;
  @FenField({ min: 1, nullable: true, description: 'fees up to this are covered in full' })
  fullCoverUpToFen?: number | null;
  @SomeOf(VOUCHER_PURPOSES) purposes: VoucherPurpose[];
  @SomeOf(SERVICE_NATURES, {
    ...{ min: 0, optional: true },
    description: 'natures of service never covered; all but research_testing unless told',
  })
  excludedNatures?: ServiceNature[];
  @SomeOf(LEGAL_FORMS) eligibleForms: LegalForm[];
  @BooleanField() outsideJiaxingOnly: boolean;
  @SomeOf(EVIDENCE, { min: 0, optional: true, description: 'papers that a claim has to show' })
  evidence?: Evidence[];
  @RatioField({ nullable: true, description: 'share of claims looked at on site; null is 未定' })
  samplingRatio?: number | null;
  @TextField({ max: 500, description: 'the document the rules come from' }) source: string;
  @TextField({ max: 500, description: 'why they change; everybody reads it, so it names nobody' })
  reason: string;
}

/** One version of a programme's rules. */
export class VoucherRulesResponse {
  @IdField() programmeId: string;
  @WholeNumber({ min: 1 }) version: number;
  @CivilDateField() inForceFrom: string;
  @RatioField() ratio: number;
  @FenField({ nullable: true, description: 'null is undetermined (未定)' }) ceilingFen: Fen | null;
  @ItemsField(() => FormCeiling) formCeilings: FormCeiling[];
  @OneOf(CAP_BASES) ceilingBasis: CapBasis;
  @FenField({ nullable: true }) orderCapFen: Fen | null;
  @FenField({ nullable: true }) providerCapFen: Fen | null;
  @OneOf(PROVIDER_CAP_BASES) providerCapBasis: ProviderCapBasis;
  @FenField({ nullable: true }) fullCoverUpToFen: Fen | null;
  @SomeOf(VOUCHER_PURPOSES) purposes: VoucherPurpose[];
  @SomeOf(SERVICE_NATURES, { min: 0 }) excludedNatures: ServiceNature[];
  @SomeOf(LEGAL_FORMS) eligibleForms: LegalForm[];
  @BooleanField() outsideJiaxingOnly: boolean;
  @SomeOf(EVIDENCE, { min: 0 }) evidence: Evidence[];
  @RatioField({ nullable: true }) samplingRatio: number | null;
  @TextField() source: string;
  @TextField({ nullable: true, description: 'null for the first version' }) reason: string | null;
  @InstantField() createdAt: string;
}
