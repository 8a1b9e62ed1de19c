// `npm run prove:requests`: 120,000 requests of a seed nobody has tried; `npm test` tries 12,000 of always the same.
process.env.JIAYI_FUZZ_SEED ??= String(Date.now() % 2 ** 31);
require('./longer.cjs')('fuzz/malformed-requests', 'JIAYI_FUZZ_REQUESTS', '120000');
