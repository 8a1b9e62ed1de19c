import type { Text } from '@app/common';
import { BooleanField, ItemsField, ObjectField, OneOf, PageQuery, WholeNumber } from '@app/http';
import { ApiProperty } from '@nestjs/swagger';
import { ClaimResponse } from '../claim.dto';
import { RISK_CODES, type RiskCode } from './claim-risk.rules';

/** One rule held against a claim. */
export class ClaimRiskResponse {
  @OneOf(RISK_CODES, { enumName: 'ClaimRiskCode' }) code: RiskCode;
  @BooleanField({ nullable: true, description: 'null where what the rule needs is not known' })
  passed: boolean | null;
  /** In both languages inside the process, one sentence on the wire. */
  @ApiProperty({ type: String, description: 'in the language of the reader' })
  sentence: Text | string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'what explains it' })
  values: Record<string, unknown>;
}

/** Answer of `GET /claims/{id}/risks`. */
export class ClaimRisksResponse {
  @WholeNumber({ description: 'how many rules it trips' }) tripped: number;
  @ItemsField(() => ClaimRiskResponse) rules: ClaimRiskResponse[];
}

/** What the inbox is sorted by: `risk` has the claims that trip most first, `age` those that wait longest. */
export const INBOX_ORDERS = ['risk', 'age'] as const;
export type InboxOrder = (typeof INBOX_ORDERS)[number];

/** Query of `GET /claim-inbox`. */
export class ClaimInboxQuery extends PageQuery {
  @OneOf(INBOX_ORDERS, { optional: true, description: 'risk unless told' }) sort?: InboxOrder;
}

/** A claim that waits for a reviewer, with what is odd about it. */
export class InboxClaimResponse {
  @ObjectField(() => ClaimResponse) claim: ClaimResponse;
  @ObjectField(() => ClaimRisksResponse) risks: ClaimRisksResponse;
}
