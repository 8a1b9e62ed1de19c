// `npm run prove:ambiguous`: 300 commands whose connection to the database is cut around COMMIT; `npm test` cuts 20.
require('./longer.cjs')('faults/ambiguous-commit', 'JIAYI_CUTS', '300');
