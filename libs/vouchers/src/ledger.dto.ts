import { BooleanField, TextField } from '@app/http';
import { ApiProperty } from '@nestjs/swagger';

/** An invariant that was checked. */
export class InvariantResponse {
  @TextField() id: string;
  @TextField({ description: "in the reader's language" }) title: string;
}

/** A row that breaks an invariant. */
export class ViolationResponse extends InvariantResponse {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'the offending row' })
  row: Record<string, unknown>;
}

/** Whether the books hold. */
export class LedgerInvariantsResponse {
  @BooleanField() ok: boolean;
  @ApiProperty({ type: [InvariantResponse] }) checked: InvariantResponse[];
  @ApiProperty({ type: [ViolationResponse] }) violations: ViolationResponse[];
}
