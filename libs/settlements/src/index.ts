export { ORDER_BALANCE_SQL, OrderBalanceResponse } from './accounts/order-balance';
export { OrderBalances } from './accounts/order-balances.service';
export * from './settlements.module';
export * from './settlements.worker.module';
export { InvoiceFoundInvalid, type Shortage, shortageOf } from './settlement.errors';
