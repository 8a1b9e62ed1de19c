import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { LedgerInvariants } from './ledger-invariants.service';
import { LedgerInvariantsResponse } from './ledger.dto';

@ApiTags('vouchers')
@Controller('ledger')
export class LedgerController {
  constructor(private readonly ledger: LedgerInvariants) {}

  @Get('invariants')
  @ApiOkResponse({ type: LedgerInvariantsResponse })
  async invariants(): Promise<LedgerInvariantsResponse> {
    const { checked, violations } = await this.ledger.check();
    return {
      ok: violations.length === 0,
      checked: checked.map(({ id, title }) => ({ id, title })),
      violations: violations.map(({ id, title, row }) => ({ id, title, row })),
    };
  }
}
