import type { Text } from '@app/common';
import { ApiProperty } from '@nestjs/swagger';

/** An invariant that was checked. */
export class InvariantResponse {
  @ApiProperty() id: string;
  @ApiProperty({ type: String, description: "in the reader's language" }) title: Text;
}

/** A row that breaks an invariant. */
export class ViolationResponse extends InvariantResponse {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'the offending row' })
  row: Record<string, unknown>;
}

/** Whether the books hold. */
export class LedgerInvariantsResponse {
  @ApiProperty() ok: boolean;
  @ApiProperty({ type: [InvariantResponse] }) checked: InvariantResponse[];
  @ApiProperty({ type: [ViolationResponse] }) violations: ViolationResponse[];
}
