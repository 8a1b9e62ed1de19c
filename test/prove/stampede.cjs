// `npm run prove:stampede`: 10,000 attempts over HTTP by 200 connections of as many people on ten slots, at the limits
// of rate that everybody has. One winner for each slot, everybody answered, nothing overlapping, no deadlock.
const { randomUUID } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { Client } = require('undici');
const bench = require('../bench/stack.cjs');

const ATTEMPTS = 10_000;
const CONNECTIONS = 200;
const SLOTS = 10;

const slotAt = (index) => {
  const tomorrow = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000;
  const at = (hours) => new Date(tomorrow + hours * 3_600_000).toISOString();
  return { startsAt: at(index), endsAt: at(index + 1) };
};

/** One connection that wants every slot again and again, beginning with another one than its neighbour. */
async function attempt(apiUrl, cookie, instrumentId, { first, seen }) {
  const client = new Client(apiUrl);
  for (let turn = 0; turn < ATTEMPTS / CONNECTIONS; turn += 1) {
    const startedAt = performance.now();
    const { statusCode, body } = await client.request({
      method: 'POST',
      path: '/api/v1/reservations',
      headers: { 'content-type': 'application/json', cookie, 'idempotency-key': randomUUID() },
      body: JSON.stringify({ instrumentId, ...slotAt((first + turn) % SLOTS), purpose: 'testing' }),
    });
    await body.text();
    seen.statuses.set(statusCode, (seen.statuses.get(statusCode) ?? 0) + 1);
    seen.latencies.push(performance.now() - startedAt);
  }
  await client.close();
}

async function countInDatabase(urls) {
  return bench.asOwner(urls, async (client) => {
    const count = async (statement) => (await client.query(statement)).rows[0].count;
    return {
      reservations: await count('SELECT count(*)::int AS count FROM reservation'),
      overlaps: await count(
        `SELECT count(*)::int AS count FROM occupancy l JOIN occupancy r
            ON l.unit_id = r.unit_id AND l.id < r.id AND l.during && r.during AND l.blocking AND r.blocking`,
      ),
      deadlocks: await count(
        'SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()',
      ),
    };
  });
}

async function main() {
  const stack = await bench.startStack(['api'], { JIAYI_RATE_BURST: undefined });
  try {
    const { cookies, instrumentId } = await bench.asOwner(stack.urls, async (client) => {
      const organisationId = await bench.buildOrganisation(client);
      const people = { organisationId, role: 'enterprise_member', count: CONNECTIONS };
      const cookies = await bench.buildSessions(stack, client, people);
      const [instrumentId] = await bench.buildInstruments(client, organisationId, 1);
      return { cookies, instrumentId };
    });
    const seen = { statuses: new Map(), latencies: [] };
    const startedAt = performance.now();
    await Promise.all(
      cookies.map((cookie, first) => attempt(stack.apiUrl, cookie, instrumentId, { first, seen })),
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    judge(seen, await countInDatabase(stack.urls), seconds);
  } finally {
    await stack.stop();
  }
}

function judge({ statuses, latencies }, counted, seconds) {
  const sorted = latencies.sort((left, right) => left - right);
  const p99 = sorted[Math.floor(sorted.length * 0.99)];
  console.log(`attempts     ${sorted.length} in ${seconds.toFixed(1)} s, p99 ${p99.toFixed(0)} ms`);
  console.log(`answers      ${JSON.stringify(Object.fromEntries(statuses))}`);
  console.log(`in the table ${JSON.stringify(counted)}`);
  const faults = [
    sorted.length === ATTEMPTS ? null : `only ${sorted.length} attempts were answered`,
    statuses.get(201) === SLOTS ? null : `${statuses.get(201)} winners for ${SLOTS} slots`,
    statuses.get(409) === ATTEMPTS - SLOTS ? null : 'an answer is neither a booking nor a conflict',
    counted.reservations === SLOTS ? null : `${counted.reservations} reservations are in the table`,
    counted.overlaps === 0 ? null : `${counted.overlaps} overlaps`,
    counted.deadlocks === 0 ? null : `${counted.deadlocks} deadlocks`,
  ].filter((fault) => fault !== null);
  if (faults.length > 0) throw new Error(faults.join('; '));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
