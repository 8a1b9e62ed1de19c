export { ORDER_BALANCE_SQL, OrderBalanceResponse } from './accounts/order-balance';
export { OrderBalances } from './accounts/order-balances.service';
export { ArrearsOverLimit } from './arrears/arrears.errors';
export { type ArrearsReason } from './arrears/arrears.rules';
export { Arrears, findArrearsReason } from './arrears/arrears.service';
export * from './settlements.module';
export * from './settlements.worker.module';
export { detailOf, InvoiceFoundInvalid, type Shortage, shortageOf } from './settlement.errors';
