import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import {
  BooleanField,
  CivilDateField,
  DecimalField,
  DigitsField,
  EmailField,
  FenField,
  IdField,
  ObjectField,
  OneOf,
  SomeOf,
  TextField,
  TextsField,
  WholeNumber,
} from '@app/http';
import { FUNDING_CLASSES, type FundingClass } from './funding-class';
import { type CustomsDeclaration, type InstrumentDraft, TEXT_LIMITS } from './instrument-draft';
import {
  type Acquisition,
  ACQUISITIONS,
  CARRIER_KINDS,
  type CarrierKind,
  INSTRUMENT_TYPES,
  type InstrumentType,
  type Service,
  SERVICES,
  type Use,
  USES,
} from './record.words';
import { SUBJECT_CODES } from './subjects';

type Sent<Field extends keyof InstrumentDraft> = InstrumentDraft[Field] | null;

/** Declaration of an imported set, as it stands on the customs form. */
export class CustomsDeclarationFields implements CustomsDeclaration {
  @DigitsField({ digits: 18 }) declarationNumber: string;
  @DigitsField({ digits: 2 }) itemNumber: string;
  @CivilDateField() importedOn: string;
  @TextField({ max: 30 }) formName: string;
}

/** A new instrument of the caller's organisation. */
export class CreateInstrumentRequest {
  @TextField({ max: TEXT_LIMITS.nameZh }) nameZh: string;
  @TextField({ max: TEXT_LIMITS.nameEn, nullable: true }) nameEn?: string | null;
  @TextField({ max: TEXT_LIMITS.assetNumber, description: 'unique inside the holder' })
  assetNumber: string;
  @TextField({ max: TEXT_LIMITS.serialNumber, nullable: true }) serialNumber?: string | null;
  @TextField({ max: 20, description: 'six digits of the scheme nrii-2024' }) categoryCode: string;
  @TextField({ max: TEXT_LIMITS.model }) model: string;
  @TextField({ max: TEXT_LIMITS.manufacturer }) manufacturer: string;
  @TextField({ max: TEXT_LIMITS.countryOfOrigin, nullable: true }) countryOfOrigin?: string | null;
  @FenField({ description: 'original value of one set, integer fen' }) originalValueFen: Fen;
  @SomeOf(FUNDING_CLASSES) fundingClasses: FundingClass[];
  @CivilDateField({ description: 'date of acceptance after installation' }) acceptedOn: string;
  @CivilDateField({ nullable: true, description: 'date of the books (建账日期)' })
  bookedOn?: string | null;
  @OneOf(ACQUISITIONS, { nullable: true }) acquisition?: Acquisition | null;
  @OneOf(INSTRUMENT_TYPES, { nullable: true }) instrumentType?: InstrumentType | null;
  @TextField({ max: TEXT_LIMITS.department, nullable: true, description: 'part of the holder' })
  department?: string | null;
  @OneOf(CARRIER_KINDS, { optional: true }) carrierKind?: Sent<'carrierKind'>;
  @TextField({ max: TEXT_LIMITS.carrierName, nullable: true }) carrierName?: string | null;
  @SomeOf(SUBJECT_CODES, {
    ...{ min: 0, max: 4, nullable: true },
    description: 'level 1 of GB/T 13745, four at most',
  })
  subjects?: string[] | null;
  @SomeOf(USES, { nullable: true, description: 'research unless told' }) uses?: Use[] | null;
  @SomeOf(SERVICES, { nullable: true, description: 'slot unless told' })
  services?: Service[] | null;
  @TextField({ max: TEXT_LIMITS.specification, nullable: true }) specification?: string | null;
  @TextField({ max: TEXT_LIMITS.functions, nullable: true }) functions?: string | null;
  @TextField({ max: TEXT_LIMITS.serviceContent, nullable: true }) serviceContent?: string | null;
  @TextField({ max: TEXT_LIMITS.userNotice, nullable: true, description: 'sharing rules' })
  userNotice?: string | null;
  @TextField({ max: TEXT_LIMITS.achievements, nullable: true }) achievements?: string | null;
  @BooleanField({ nullable: true }) customsSupervised?: boolean | null;
  @ObjectField(() => CustomsDeclarationFields, { nullable: true })
  customsDeclaration?: CustomsDeclarationFields | null;
  @TextField({ max: 20, description: 'region of the location, GB/T 2260' }) regionCode: string;
  @TextField({ max: TEXT_LIMITS.address }) address: string;
  @DigitsField({ digits: 6, nullable: true }) postalCode?: string | null;
  @DecimalField({ min: -90, max: 90, nullable: true, description: 'WGS 84 degrees' })
  latitude?: number | null;
  @DecimalField({ min: -180, max: 180, nullable: true, description: 'WGS 84 degrees' })
  longitude?: number | null;
  @IdField({ nullable: true, description: 'the instrument that this one is a part of' })
  wholeId?: string | null;
  @TextsField({ min: 0, max: 20, maxLength: 30, nullable: true }) tags?: string[] | null;
  @WholeNumber({ min: 1, max: 50, nullable: true, description: 'bookable places, 1 unless told' })
  units?: number | null;
  @BooleanField({ nullable: true, description: 'true unless told' }) onlineBooking?: boolean | null;
  @TextField({ max: TEXT_LIMITS.contactName, nullable: true }) contactName?: string | null;
  @TextField({ max: TEXT_LIMITS.contactPhone, nullable: true }) contactPhone?: string | null;
  @EmailField({ nullable: true }) contactEmail?: string | null;
  @BooleanField({ nullable: true, description: 'classified sets are refused; they are counted' })
  classified?: boolean | null;
}

const ENUM = <Word extends string>(words: readonly Word[]) => ({ enum: words, required: false });
const OPTIONAL = { required: false } as const;

/** What a holder says about an instrument, as a reader sees it; unknown members are left out. */
export class InstrumentDescription {
  @ApiProperty() nameZh: string;
  @ApiProperty(OPTIONAL) nameEn?: string;
  @ApiProperty() assetNumber: string;
  @ApiProperty(OPTIONAL) serialNumber?: string;
  @ApiProperty() categoryCode: string;
  @ApiProperty() model: string;
  @ApiProperty() manufacturer: string;
  @ApiProperty(OPTIONAL) countryOfOrigin?: string;
  @ApiProperty({ type: 'integer', description: 'integer fen' }) originalValueFen: Fen;
  @ApiProperty({ enum: FUNDING_CLASSES, isArray: true }) fundingClasses: FundingClass[];
  @ApiProperty({ format: 'date' }) acceptedOn: string;
  @ApiProperty({ format: 'date', required: false }) bookedOn?: string;
  @ApiProperty(ENUM(ACQUISITIONS)) acquisition?: Acquisition;
  @ApiProperty(ENUM(INSTRUMENT_TYPES)) instrumentType?: InstrumentType;
  @ApiProperty(OPTIONAL) department?: string;
  @ApiProperty({ enum: CARRIER_KINDS }) carrierKind: CarrierKind;
  @ApiProperty(OPTIONAL) carrierName?: string;
  @ApiProperty({ type: [String] }) subjects: string[];
  @ApiProperty({ enum: USES, isArray: true }) uses: Use[];
  @ApiProperty({ enum: SERVICES, isArray: true }) services: Service[];
  @ApiProperty(OPTIONAL) specification?: string;
  @ApiProperty(OPTIONAL) functions?: string;
  @ApiProperty(OPTIONAL) serviceContent?: string;
  @ApiProperty(OPTIONAL) userNotice?: string;
  @ApiProperty(OPTIONAL) achievements?: string;
  @ApiProperty() customsSupervised: boolean;
  @ApiProperty({ type: CustomsDeclarationFields, required: false })
  customsDeclaration?: CustomsDeclarationFields;
  @ApiProperty({ description: 'region of the location' }) regionCode: string;
  @ApiProperty() address: string;
  @ApiProperty(OPTIONAL) postalCode?: string;
  @ApiProperty(OPTIONAL) latitude?: number;
  @ApiProperty(OPTIONAL) longitude?: number;
  @ApiProperty({ format: 'uuid', required: false }) wholeId?: string;
  @ApiProperty({ type: [String] }) tags: string[];
  @ApiProperty() onlineBooking: boolean;
  @ApiProperty(OPTIONAL) contactName?: string;
  @ApiProperty({ required: false, description: 'not in lists' }) contactPhone?: string;
  @ApiProperty({ required: false, description: 'not in lists' }) contactEmail?: string;
}
