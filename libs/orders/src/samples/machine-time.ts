import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Machine time that is planned for samples; the lib that keeps time tells how it is given back. */
@Injectable()
export class MachineTime {
  private statement: string | undefined;

  /** @param statement SQL with the order's id as $1, which gives back what of its machine time lies ahead */
  define(statement: string): void {
    if (this.statement !== undefined)
      throw new Error('how machine time is given back has been told twice');
    this.statement = statement;
  }

  /** Gives back what an order that ends does not need any more; joins the transaction that ends it. */
  async release(tx: EntityManager, orderId: string): Promise<void> {
    if (this.statement !== undefined) await tx.query(this.statement, [orderId]);
  }
}
