// What access check and audit add to the server time of a booking: the same bookings, one after the other, by the product,
// without its audit, without its access check too (policy and row-level security), and without asking who calls. The
// phases take turns in one run; times are the server's own.
const { randomUUID } = require('node:crypto');
const path = require('node:path');
const { Client } = require('undici');
const bench = require('./stack.cjs');

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 24);
const BOOKINGS = Number(process.env.BENCH_BOOKINGS ?? 120);
const WARM_UP = 300;
const LIMIT = 0.2;
const PRELOAD = path.join(__dirname, 'without-access-and-audit.cjs');
const VARIANTS = ['full', 'audit', 'access', 'session'];
const NAMES = {
  full: 'the product',
  audit: 'without audit',
  access: '… and without access check',
  session: '… and without session',
};

/** Half hours that nobody has booked, over all instruments, day after day. */
function* slots(instrumentIds) {
  const tomorrow = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000;
  for (let slot = 0; slot < 80 * 48; slot += 1) {
    const startsAt = new Date(tomorrow + slot * 1_800_000).toISOString();
    const endsAt = new Date(tomorrow + (slot + 1) * 1_800_000).toISOString();
    for (const instrumentId of instrumentIds) yield { instrumentId, startsAt, endsAt };
  }
}

/** Seconds and number of bookings that the server has answered so far, by its own metrics. */
async function answered(apiUrl) {
  const text = await (await fetch(`${apiUrl}/metrics`)).text();
  const of = (part) => {
    const line = text
      .split('\n')
      .find(
        (one) =>
          one.startsWith(`http_request_duration_seconds_${part}{`) &&
          /POST.*reservations".*"201"/.test(one),
      );
    return line === undefined ? 0 : Number(line.split(' ').at(-1));
  };
  return { seconds: of('sum'), count: of('count') };
}

/** Books `count` slots and returns the mean server time in milliseconds. */
async function book(apiUrl, cookie, free, count) {
  const client = new Client(apiUrl);
  const before = await answered(apiUrl);
  for (let index = 0; index < count; index += 1) {
    const { statusCode, body } = await client.request({
      method: 'POST',
      path: '/api/v1/reservations',
      headers: { 'content-type': 'application/json', cookie, 'idempotency-key': randomUUID() },
      body: JSON.stringify({ ...free.next().value, purpose: 'testing' }),
    });
    const text = await body.text();
    if (statusCode !== 201) throw new Error(`a free slot was answered ${statusCode}: ${text}`);
  }
  await client.close();
  const after = await answered(apiUrl);
  if (after.count - before.count !== count) throw new Error('the metrics count other bookings');
  return ((after.seconds - before.seconds) / count) * 1_000;
}

/** Switches what the database itself does for audit and access on or off. */
async function setDatabase(client, variant) {
  const { rows } = await client.query(
    `SELECT DISTINCT c.relname AS name, c.relrowsecurity AS secured FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid
      WHERE t.tgname LIKE 'audit\\_%' OR c.oid IN (SELECT polrelid FROM pg_policy)`,
  );
  for (const { name } of rows) {
    const triggers = await client.query(
      `SELECT tgname AS name FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname LIKE 'audit\\_%' AND tgname NOT LIKE '%append_only'`,
      [name],
    );
    for (const trigger of triggers.rows) {
      const turn = variant === 'full' ? 'ENABLE' : 'DISABLE';
      await client.query(`ALTER TABLE ${name} ${turn} TRIGGER ${trigger.name}`);
    }
  }
  const policies = await client.query(
    'SELECT DISTINCT polrelid::regclass::text AS name FROM pg_policy',
  );
  for (const { name } of policies.rows) {
    const turn = variant === 'full' || variant === 'audit' ? 'ENABLE' : 'DISABLE';
    await client.query(`ALTER TABLE ${name} ${turn} ROW LEVEL SECURITY`);
  }
}

/** The mean of the fastest quarter: what else the machine does slows some phases down and speeds none up. */
function undisturbed(values) {
  const fastest = values.sort((left, right) => left - right).slice(0, Math.ceil(values.length / 4));
  return fastest.reduce((sum, value) => sum + value, 0) / fastest.length;
}

async function main() {
  const stack = await bench.startStack(['api']);
  try {
    const apis = { full: stack.apiUrl };
    for (const variant of VARIANTS.slice(1)) {
      const settings = { NODE_OPTIONS: `--require ${PRELOAD}`, BENCH_WITHOUT: variant };
      apis[variant] = await stack.startApi(settings);
    }
    const times = Object.fromEntries(VARIANTS.map((variant) => [variant, []]));
    const entries = await bench.asOwner(stack.urls, async (client) => {
      const organisationId = await bench.buildOrganisation(client);
      const people = { organisationId, role: 'enterprise_member', count: 1 };
      const [cookie] = await bench.buildSessions(stack, client, people);
      const free = slots(await bench.buildInstruments(client, organisationId, 320));
      for (const variant of VARIANTS) await book(apis[variant], cookie, free, WARM_UP);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const variant of VARIANTS) {
          await setDatabase(client, variant);
          await book(apis[variant], cookie, free, 20); // plans are made anew
          times[variant].push(await book(apis[variant], cookie, free, BOOKINGS));
        }
      }
      const { rows } = await client.query(
        `SELECT count(*)::int AS count FROM audit_entry WHERE action = 'reservation.create'`,
      );
      return rows[0].count;
    });
    report(times, entries);
  } finally {
    await stack.stop();
  }
}

function report(times, entries) {
  // Every booking of the product, and of the warm-up, left its entry; no other one did.
  const expected = WARM_UP + ROUNDS * (BOOKINGS + 20);
  if (entries !== expected) throw new Error(`${entries} entries for ${expected} bookings`);
  const mean = Object.fromEntries(
    VARIANTS.map((variant) => [variant, undisturbed(times[variant])]),
  );
  for (const variant of VARIANTS) {
    console.log(`${NAMES[variant].padEnd(28)}${mean[variant].toFixed(2)} ms a booking`);
  }
  const share = (more, less) => mean[more] / mean[less] - 1;
  const line = (what, value) => `${what.padEnd(28)}${`${(value * 100).toFixed(1)} %`.padStart(7)}`;
  console.log(line('audit adds', share('full', 'audit')));
  console.log(line('access check adds', share('audit', 'access')));
  const together = share('full', 'access');
  const verdict = `(limit ${LIMIT * 100} %) ${together <= LIMIT ? 'ok' : 'TOO MUCH'}`;
  console.log(`${line('together', together)} ${verdict}`);
  console.log(line('who calls, beside them', share('access', 'session')));
  if (together > LIMIT) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
