// `npm run prove:kill`: the api is killed 20 times under load; `npm test` kills it three times.
require('./longer.cjs')('faults/api-killed', 'JIAYI_KILLS', '20');
