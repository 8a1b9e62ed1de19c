import { ApiProperty } from '@nestjs/swagger';
import { instantOf, isoInZone } from '@app/common';
import { IdField, SecretField, TextField } from '@app/http';
import { PAYEE_ACCOUNT_STATES, type PayeeAccountState } from './payee-account.entity';
import type { PayeeAccountRow } from './payee-account.queries';
import { awaitedStep, PAYEE_ACCOUNT_STEPS, type PayeeAccountStep } from './payee-account.rules';

/** Body of `POST /organisations/{id}/payee-accounts`. */
export class ProposePayeeAccountRequest {
  @TextField({
    max: 200,
    optional: true,
    description: 'may be left out: it is the name of the organisation',
  })
  accountName?: string;
  @TextField({ max: 100, description: 'bank and branch (开户行)' }) bank: string;
  @SecretField({ max: 60, description: '6 to 30 digits; blanks are cut' }) number: string;
  @IdField({ description: 'stored file of the organisation: the proof of the account (开户证明)' })
  proofFileId: string;
}

/** Body of `POST /payee-accounts/{id}/refuse`. */
export class RefusePayeeAccountRequest {
  @TextField({ max: 500, description: 'for the organisation to read' }) reason: string;
}

const NULLABLE_ID = { format: 'uuid', nullable: true, type: String } as const;
const NULLABLE_INSTANT = { format: 'date-time', nullable: true, type: String } as const;

/** A payee account with its number masked, as lists and the answers of commands show it. */
export class PayeeAccountResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) organisationId: string;
  @ApiProperty() accountName: string;
  @ApiProperty() bank: string;
  @ApiProperty({ description: 'last four digits of the number' }) numberEnding: string;
  @ApiProperty({ format: 'uuid' }) proofFileId: string;
  @ApiProperty({ enum: PAYEE_ACCOUNT_STATES, enumName: 'PayeeAccountState' })
  state: PayeeAccountState;
  @ApiProperty({
    enum: PAYEE_ACCOUNT_STEPS,
    nullable: true,
    description: 'whose turn it is: a second person of the organisation, or finance',
  })
  awaits: PayeeAccountStep | null;
  @ApiProperty({ format: 'uuid' }) proposedBy: string;
  @ApiProperty(NULLABLE_ID) confirmedBy: string | null;
  @ApiProperty(NULLABLE_ID) decidedBy: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'why finance refused it' })
  reason: string | null;
  @ApiProperty(NULLABLE_INSTANT) activeFrom: string | null;
  @ApiProperty({ ...NULLABLE_INSTANT, description: 'until then it counts as newly changed' })
  flaggedUntil: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty() version: number;
}

/** A payee account as whoever compares it with the proof reads it. */
export class PayeeAccountDetailResponse extends PayeeAccountResponse {
  @ApiProperty({
    nullable: true,
    type: String,
    description: "the whole number; for finance and the organisation's administrators only",
  })
  number: string | null;
}

const iso = (value: Date | null): string | null => value && isoInZone(instantOf(value));

export const toPayeeAccountResponse = (row: PayeeAccountRow): PayeeAccountResponse => ({
  id: row.id,
  organisationId: row.organisation_id,
  accountName: row.account_name,
  bank: row.bank,
  numberEnding: row.number_ending,
  proofFileId: row.proof_file_id,
  state: row.state,
  awaits: awaitedStep(row.state, row.is_change),
  proposedBy: row.proposed_by,
  confirmedBy: row.confirmed_by,
  decidedBy: row.decided_by,
  reason: row.reason,
  activeFrom: iso(row.active_from),
  flaggedUntil: iso(row.flagged_until),
  createdAt: isoInZone(instantOf(row.created_at)),
  version: row.version,
});
