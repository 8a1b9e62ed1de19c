// The load of the booking benchmarks: connections that book one free slot after the other over HTTP.
const { randomUUID } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { Client } = require('undici');

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;
const SLOT_MINUTES = 30;
const HORIZON_DAYS = 85;

const quantile = (values, q) => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
};

/** Every slot once: the connection's own instruments in turn, half hour after half hour from tomorrow on. */
function* slots(instrumentIds) {
  const tomorrow = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000;
  const perDay = 1_440 / SLOT_MINUTES;
  for (let slot = 0; slot < HORIZON_DAYS * perDay; slot += 1) {
    const startsAt = new Date(tomorrow + slot * SLOT_MINUTES * 60_000).toISOString();
    const endsAt = new Date(tomorrow + (slot + 1) * SLOT_MINUTES * 60_000).toISOString();
    for (const instrumentId of instrumentIds) yield { instrumentId, startsAt, endsAt };
  }
}

/** One connection that books one slot after the other until `until`; latencies after the warm-up go to `seen`. */
async function book(apiUrl, cookie, instrumentIds, { warmUntil, until, seen }) {
  const client = new Client(apiUrl);
  for (const slot of slots(instrumentIds)) {
    const startedAt = performance.now();
    if (startedAt > until) break;
    const { statusCode, body } = await client.request({
      method: 'POST',
      path: '/api/v1/reservations',
      headers: { 'content-type': 'application/json', cookie, 'idempotency-key': randomUUID() },
      body: JSON.stringify({ ...slot, purpose: 'testing' }),
    });
    const text = await body.text();
    if (statusCode !== 201) throw new Error(`a distinct slot was answered ${statusCode}: ${text}`);
    const endedAt = performance.now();
    seen.made += 1;
    if (startedAt >= warmUntil && endedAt <= until) seen.latencies.push(endedAt - startedAt);
  }
  await client.close();
}

/** Books over as many connections as there are cookies; the latencies in ms after the warm-up, and how many were made in all. */
async function bookFor(seconds, { apiUrl, cookies, instrumentIds }) {
  const seen = { made: 0, latencies: [] };
  const warmUntil = performance.now() + WARM_UP_SECONDS * 1_000;
  const until = warmUntil + seconds * 1_000;
  await Promise.all(
    cookies.map((cookie, index) => {
      const own = instrumentIds.filter((_, at) => at % cookies.length === index);
      return book(apiUrl, cookie, own, { warmUntil, until, seen });
    }),
  );
  return seen;
}

module.exports = { CONNECTIONS, quantile, bookFor };
