import type { Fen } from '@app/common';
import { BooleanField, FenField, IdField, InstantField, WholeNumber } from '@app/http';

/** Body of `PUT /voucher-programmes/{id}/claim-policy`: all of it anew. */
export class PutClaimPolicy {
  @WholeNumber({
    ...{ min: 1, max: 366, optional: true },
    description:
      'orders of the same two organisations within so many days count together; 30 unless told',
  })
  splitDays?: number;
  @FenField({ min: 1, optional: true, description: 'what one order may cost; no cap when absent' })
  splitCapFen?: Fen;
  @WholeNumber({
    ...{ min: 0, max: 60, optional: true },
    description:
      'working days that claims are on public notice before they are paid; none unless told',
  })
  noticeWorkdays?: number;
  @BooleanField({
    optional: true,
    description: 'a payment needs the numbers of the minutes and of the fund document',
  })
  asksDocuments?: boolean;
}

/** How the claims of a programme are looked at and paid. */
export class ClaimPolicyResponse {
  @IdField() programmeId: string;
  @WholeNumber({ min: 1 }) splitDays: number;
  @FenField({ nullable: true, description: 'null: not known' }) splitCapFen: Fen | null;
  @WholeNumber({ min: 0 }) noticeWorkdays: number;
  @BooleanField() asksDocuments: boolean;
  @IdField({ nullable: true, description: 'null as long as nobody set anything' })
  setBy: string | null;
  @InstantField({ nullable: true }) setAt: string | null;
  @WholeNumber({ min: 0, description: '0 as long as nobody set anything' }) version: number;
}
