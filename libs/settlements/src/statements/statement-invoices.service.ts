import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Fen, formatYuan, sumFen } from '@app/common';
import { inCommand } from '@app/database';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import { InvoicesService } from '../invoices/invoices.service';
import { fieldRefused } from '../settlement.errors';
import type { InvoiceStatement, StatementResponse } from './statement.dto';
import { StatementInvoiced } from './statement.errors';
import { findUninvoiced, getStatement, type UninvoicedLine } from './statement.queries';
import { StatementsService } from './statements.service';

/** Invoices over whole statements. */
@Injectable()
export class StatementInvoices {
  constructor(
    private readonly db: DataSource,
    private readonly statements: StatementsService,
    private readonly invoices: InvoicesService,
  ) {}

  /**
   * Records one invoice over all that is not invoiced of a confirmed statement: of the fees, or of what the user
   * organisation pays of them itself. After a 红冲 another one can be recorded.
   *
   * @throws StatementStateConflict, StatementInvoiced, InvoiceRecordedTwice (409)
   * @throws FieldsRefused for an amount that is neither, or a buyer who is not the statement's (422)
   */
  record(
    actor: Actor,
    id: string,
    input: InvoiceStatement,
    how: CommandCall,
  ): Promise<StatementResponse> {
    return inCommand(this.db, how.call, async (tx) => {
      await this.statements.lock(tx, id, how, 'invoice');
      const { invoiceId } = await getStatement(tx, id);
      if (invoiceId !== null) throw new StatementInvoiced();
      const allocations = partsOf(await findUninvoiced(tx, id), input.amountFen);
      await this.invoices.enter(tx, actor, { ...input, allocations }, id);
      return getStatement(tx, id);
    });
  }
}

/** The orders and their parts that make the printed amount. */
function partsOf(
  lines: readonly UninvoicedLine[],
  amountFen: Fen,
): { orderId: string; amountFen: Fen }[] {
  const fees = lines.map(({ orderId, feeFen }) => ({ orderId, amountFen: feeFen }));
  const own = lines.map(({ orderId, ownFen }) => ({ orderId, amountFen: ownFen }));
  const made = [fees, own].map((parts) => ({
    parts: parts.filter((part) => part.amountFen > 0),
    totalFen: sumFen(parts.map((part) => part.amountFen)),
  }));
  const fitting = made.find(({ totalFen }) => totalFen === amountFen);
  if (fitting) return fitting.parts;
  const [feeTotal, ownTotal] = made.map(({ totalFen }) => formatYuan(totalFen));
  throw fieldRefused('/amountFen', 'amount-not-of-statement', {
    zh: `发票金额 ${formatYuan(amountFen)} 与结算单未开票金额不符：费用合计 ${feeTotal}，其中应付 ${ownTotal}。请核对，或按订单分别登记发票`,
    en: `${formatYuan(amountFen)} is not what is left to invoice of the statement: ${feeTotal} of fees, ${ownTotal} of them its own part; check it, or record invoices for single orders`,
  });
}
