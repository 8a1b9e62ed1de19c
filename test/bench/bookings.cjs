// Bookings per second over HTTP, beside pgbench of the bare INSERT with the exclusion constraint, in the same run.
const fs = require('node:fs');
const { bookFor, CONNECTIONS, quantile } = require('./booking-load.cjs');
const { pgbench } = require('./pgbench.cjs');
const bench = require('./stack.cjs');

const SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
const INSTRUMENTS = 320;

/** Processor time a process has used so far, in milliseconds; undefined where there is no /proc. */
function cpuMillis(pid) {
  if (!fs.existsSync('/proc/self/stat')) return undefined;
  const [, rest] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10; // ticks of 1/100 s, as everywhere on Linux
}

/** Transactions per second of the bare INSERT, one slot each, no slot twice. */
async function bareInserts(urls) {
  await bench.asOwner(urls, (client) =>
    client.query(`
      CREATE SEQUENCE bench_slot;
      CREATE TABLE bench_occupancy (id uuid PRIMARY KEY, unit_id uuid NOT NULL, during tstzrange NOT NULL, blocking boolean NOT NULL,
        EXCLUDE USING gist (unit_id WITH =, during WITH &&) WHERE (blocking))`),
  );
  return pgbench(urls, {
    clients: CONNECTIONS,
    script: `INSERT INTO bench_occupancy SELECT gen_random_uuid(), lpad(to_hex(n % ${INSTRUMENTS}), 32, '0')::uuid,
       tstzrange(timestamptz '2027-01-01Z' + (n / ${INSTRUMENTS}) * interval '30 min',
                 timestamptz '2027-01-01Z' + (n / ${INSTRUMENTS} + 1) * interval '30 min'), true
       FROM (SELECT nextval('bench_slot') AS n) AS next ON CONFLICT DO NOTHING;`,
    made: 'SELECT count(*)::int AS count FROM bench_occupancy',
  });
}

async function main() {
  console.log(bench.machine());
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
    const cpuBefore = cpuMillis(stack.pidOf('api'));
    const seen = await bookFor(SECONDS, { apiUrl: stack.apiUrl, cookies, instrumentIds });
    const cpuEach = (cpuMillis(stack.pidOf('api')) - cpuBefore) / seen.made;
    const counted = await bench.asOwner(stack.urls, async (client) => {
      const { rows } = await client.query(
        `SELECT count(*)::int AS count FROM reservation r JOIN occupancy o ON o.reservation_id = r.id AND o.blocking`,
      );
      return rows[0].count;
    });
    if (counted !== seen.made)
      throw new Error(`${seen.made} were answered, ${counted} are in the table`);
    print(seen.latencies, await bareInserts(stack.urls), { counted, cpuEach });
  } finally {
    await stack.stop();
  }
}

function print(latencies, reference, { counted, cpuEach }) {
  const rate = latencies.length / SECONDS;
  console.log(`bookings in the table           ${counted}`);
  console.log(`bookings per second over HTTP   ${rate.toFixed(0)} (${CONNECTIONS} connections)`);
  console.log(
    `  p50 / p99                     ${quantile(latencies, 0.5).toFixed(1)} / ${quantile(latencies, 0.99).toFixed(1)} ms`,
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
