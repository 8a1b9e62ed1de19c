// Bookings per second over HTTP, beside pgbench of the bare INSERT with the exclusion constraint, in the same run.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { randomUUID } = require('node:crypto');
const { spawnSync } = require('node:child_process');
const { performance } = require('node:perf_hooks');
const { Client } = require('undici');
const bench = require('./stack.cjs');

const CONNECTIONS = 32;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
const WARM_UP_SECONDS = 3;
const PGBENCH_SECONDS = 10;
const INSTRUMENTS = 320;
const SLOT_MINUTES = 30;
const HORIZON_DAYS = 85;

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];

/** Processor time a process has used so far, in milliseconds; undefined where there is no /proc. */
function cpuMillis(pid) {
  if (!fs.existsSync('/proc/self/stat')) return undefined;
  const [, rest] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10; // ticks of 1/100 s, as everywhere on Linux
}

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

/** Transactions per second of the bare INSERT, one slot each, no slot twice. */
async function pgbench(urls) {
  await bench.asOwner(urls, (client) =>
    client.query(`
      CREATE SEQUENCE bench_slot;
      CREATE TABLE bench_occupancy (id uuid PRIMARY KEY, unit_id uuid NOT NULL, during tstzrange NOT NULL, blocking boolean NOT NULL,
        EXCLUDE USING gist (unit_id WITH =, during WITH &&) WHERE (blocking))`),
  );
  const script = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'jiayi-pgbench-')), 'insert.sql');
  fs.writeFileSync(
    script,
    `INSERT INTO bench_occupancy SELECT gen_random_uuid(), lpad(to_hex(n % ${INSTRUMENTS}), 32, '0')::uuid,
       tstzrange(timestamptz '2027-01-01Z' + (n / ${INSTRUMENTS}) * interval '30 min',
                 timestamptz '2027-01-01Z' + (n / ${INSTRUMENTS} + 1) * interval '30 min'), true
       FROM (SELECT nextval('bench_slot') AS n) AS next ON CONFLICT DO NOTHING;\n`,
  );
  const options = ['-n', '-M', 'prepared', '-c', CONNECTIONS, '-j', '2', '-T', PGBENCH_SECONDS];
  const run = spawnSync('pgbench', [...options.map(String), '-f', script, urls.owner], {
    encoding: 'utf8',
  });
  fs.rmSync(path.dirname(script), { recursive: true, force: true });
  if (run.error || run.status !== 0)
    throw new Error(
      `pgbench: ${run.error?.message ?? run.stderr} (Debian package postgresql-contrib)`,
    );
  const rate = Number(/tps = ([\d.]+)/.exec(run.stdout)?.[1]);
  const rows = await bench.asOwner(urls, async (client) => {
    const answer = await client.query('SELECT count(*)::int AS count FROM bench_occupancy');
    return answer.rows[0].count;
  });
  // What it says it did must be in the table.
  if (rows < rate * PGBENCH_SECONDS * 0.9)
    throw new Error(`pgbench left ${rows} rows at ${rate}/s`);
  return rate;
}

async function main() {
  const stack = await bench.startStack(['api']);
  try {
    const { cookies, instrumentIds } = await bench.asOwner(stack.urls, async (client) => {
      const organisationId = await bench.buildOrganisation(client);
      const people = { organisationId, role: 'enterprise_member', count: CONNECTIONS };
      return {
        cookies: await bench.buildSessions(stack, client, people),
        instrumentIds: await bench.buildInstruments(client, organisationId, INSTRUMENTS),
      };
    });
    const seen = { made: 0, latencies: [] };
    const cpuBefore = cpuMillis(stack.pidOf('api'));
    const warmUntil = performance.now() + WARM_UP_SECONDS * 1_000;
    const until = warmUntil + SECONDS * 1_000;
    await Promise.all(
      cookies.map((cookie, index) => {
        const own = instrumentIds.filter((_, at) => at % CONNECTIONS === index);
        return book(stack.apiUrl, cookie, own, { warmUntil, until, seen });
      }),
    );
    const cpuEach = (cpuMillis(stack.pidOf('api')) - cpuBefore) / seen.made;
    const counted = await bench.asOwner(stack.urls, async (client) => {
      const { rows } = await client.query(
        `SELECT count(*)::int AS count FROM reservation r JOIN occupancy o ON o.reservation_id = r.id AND o.blocking`,
      );
      return rows[0].count;
    });
    if (counted !== seen.made)
      throw new Error(`${seen.made} were answered, ${counted} are in the table`);
    print(seen.latencies, await pgbench(stack.urls), { counted, cpuEach });
  } finally {
    await stack.stop();
  }
}

function print(latencies, reference, { counted, cpuEach }) {
  const sorted = latencies.sort((left, right) => left - right);
  const rate = sorted.length / SECONDS;
  console.log(`bookings in the table           ${counted}`);
  console.log(`bookings per second over HTTP   ${rate.toFixed(0)} (${CONNECTIONS} connections)`);
  console.log(
    `  p50 / p99                     ${quantile(sorted, 0.5).toFixed(1)} / ${quantile(sorted, 0.99).toFixed(1)} ms`,
  );
  console.log(`  processor time of the api     ${cpuEach.toFixed(2)} ms each`);
  console.log(`pgbench of the bare INSERT      ${reference.toFixed(0)}/s`);
  console.log(
    `ratio                           ${(rate / reference).toFixed(3)} (base 0.06, summit 0.125)`,
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
