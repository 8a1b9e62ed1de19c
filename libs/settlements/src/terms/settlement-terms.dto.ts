import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import { BooleanField, FenField, IdField, OneOf, WholeNumber } from '@app/http';
import { SETTLEMENT_MODES, type SettlementMode } from './settlement-terms.words';

const OFF = 'null or left out for no limit';

/** Body of `PUT /settlement-terms`: how the caller's organisation wants to be paid from now on. */
export class PutSettlementTerms {
  @IdField({
    nullable: true,
    description:
      'the user organisation it is for; left out for all that have no terms of their own',
  })
  customerOrganisationId?: string | null;
  @OneOf(SETTLEMENT_MODES, { description: '预付, 先测后付, 月结 or 预存' }) mode: SettlementMode;
  @WholeNumber({
    max: 365,
    description: 'civil days from invoice, statement or acceptance until payment is due',
  })
  daysToPay: number;
  @FenField({
    min: 0,
    nullable: true,
    description: `with more than this overdue nothing more is booked or ordered; ${OFF}`,
  })
  arrearsLimitFen?: Fen | null;
  @WholeNumber({
    max: 365,
    nullable: true,
    description: `with anything overdue for more days nothing more is booked or ordered; ${OFF}`,
  })
  arrearsLimitDays?: number | null;
  @BooleanField({ optional: true, description: 'reports are handed over once the order is paid' })
  reportAfterPayment?: boolean;
}

/** Body of `POST /settlement-terms/withdraw`: the user organisation follows the default again. */
export class WithdrawSettlementTerms {
  @IdField() customerOrganisationId: string;
}

/** Terms in force. */
export class SettlementTermsResponse {
  @ApiProperty({ format: 'uuid' }) holderOrganisationId: string;
  @ApiProperty({
    ...{ format: 'uuid', nullable: true, type: String },
    description: 'null for the terms of all user organisations without their own',
  })
  customerOrganisationId: string | null;
  @ApiProperty({ description: 'of the holder’s default, or of its terms with the customer' })
  version: number;
  @ApiProperty({ enum: SETTLEMENT_MODES }) mode: SettlementMode;
  @ApiProperty({ type: 'integer' }) daysToPay: number;
  @ApiProperty({ type: 'integer', nullable: true }) arrearsLimitFen: Fen | null;
  @ApiProperty({ type: 'integer', nullable: true }) arrearsLimitDays: number | null;
  @ApiProperty() reportAfterPayment: boolean;
  @ApiProperty({ format: 'date-time', description: 'orders placed from then on have them' })
  validFrom: string;
}
