// `npm run prove:races`: every pair of commands on voucher money in 400 orders of their statements; `npm test` tries 12.
require('./longer.cjs')('vouchers/src/races', 'JIAYI_ORDERS', '400');
