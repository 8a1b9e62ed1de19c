// `npm run prove:calendar`: the random courses of libs/reservations/src/calendar-model.int-spec.ts, 25,000 commands one
// after the other beside the model and 25,000 on eight connections at once, or `-- <commands>` of each. `npm test` runs
// some thousands.
require('./longer.cjs')('calendar-model', 'JIAYI_COMMANDS', '25000');
