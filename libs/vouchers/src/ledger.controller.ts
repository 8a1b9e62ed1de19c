import { IdParam } from '@app/http';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ACCOUNT_KINDS } from './ledger-account.entity';
import { LedgerBalances } from './ledger-balances.service';
import { LedgerInvariants } from './ledger-invariants.service';
import {
  BalanceComparisonResponse,
  BalanceQuery,
  LedgerInvariantsResponse,
  ProgrammeBalancesResponse,
  VoucherBalanceResponse,
} from './ledger.dto';

@ApiTags('vouchers')
@Controller('ledger')
export class LedgerController {
  constructor(
    private readonly ledger: LedgerInvariants,
    private readonly balances: LedgerBalances,
  ) {}

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

  /** Rebuilds every balance from the entries and tells what differs; nothing is changed. */
  @Get('rebuilt')
  @ApiOkResponse({ type: BalanceComparisonResponse })
  compare(): Promise<BalanceComparisonResponse> {
    return this.balances.compare();
  }

  @Get('voucher-programmes/:id')
  @ApiOkResponse({ type: ProgrammeBalancesResponse })
  async programmeBalances(
    @IdParam() id: string,
    @Query() { at }: BalanceQuery,
  ): Promise<ProgrammeBalancesResponse> {
    const balances = await this.balances.ofProgramme(id, at ?? null);
    return { balances: ACCOUNT_KINDS.map((kind) => ({ kind, balanceFen: balances[kind] })) };
  }

  @Get('vouchers/:id')
  @ApiOkResponse({ type: VoucherBalanceResponse })
  voucherBalance(
    @IdParam() id: string,
    @Query() { at }: BalanceQuery,
  ): Promise<VoucherBalanceResponse> {
    return this.balances.ofVoucher(id, at ?? null);
  }
}
