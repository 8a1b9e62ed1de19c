// The calendar at scale over HTTP: bookings with few and with 10 million occupancies, the search for free time, a laboratory's week,
// and rivals for one slot; each beside the same in the same run.
const { randomUUID } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { Client } = require('undici');
const { bookFor, CONNECTIONS, quantile } = require('./booking-load.cjs');
const { buildRegister, fillCalendar } = require('./calendar-world.cjs');
const bench = require('./stack.cjs');

const INSTRUMENTS = Number(process.env.BENCH_INSTRUMENTS ?? 100_000);
const PER_UNIT = Number(process.env.BENCH_PER_UNIT ?? 100);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 200);
const BOOKED_INSTRUMENTS = 320;
const WEEK = { instruments: 54, bookings: 900 };
const RIVALS = [50, 500];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Midnight in Shanghai of the first day of the calendar, and of the week without time. */
const FIRST_DAY = Math.ceil(Date.now() / DAY_MS) * DAY_MS + 2 * DAY_MS - 8 * HOUR_MS;
const BUSY_DAY = FIRST_DAY + 50 * DAY_MS;
const iso = (millis) => new Date(millis).toISOString();

const print = (what, figure) => console.log(`${what.padEnd(60)} ${figure}`);
const ms = (times) =>
  `p50 ${quantile(times, 0.5).toFixed(1)}, p95 ${quantile(times, 0.95).toFixed(1)} ms`;

async function main() {
  console.log(bench.machine());
  const stack = await bench.startStack(['api']);
  try {
    await bench.asOwner(stack.urls, (client) => measure(stack, client));
  } finally {
    await stack.stop();
  }
}

async function measure(stack, client) {
  const organisationId = await bench.buildOrganisation(client);
  const sessions = (role, count, of = organisationId) =>
    bench.buildSessions(stack, client, { organisationId: of, role, count });
  const cookies = await sessions('enterprise_member', CONNECTIONS);
  const instrumentsFor = (holderId, count) => bench.buildInstruments(client, holderId, count);

  // Once for nothing: what runs for the first time is not what runs for hours.
  await bookings(stack, cookies, await instrumentsFor(organisationId, BOOKED_INSTRUMENTS));
  const few = await bookings(
    stack,
    cookies,
    await instrumentsFor(organisationId, BOOKED_INSTRUMENTS),
  );
  print(`bookings a second, ${await count(client)} occupancies at the end`, few.toFixed(0));

  const laboratory = await bench.buildOrganisation(client);
  const [labCookie] = await sessions('lab_manager', 1, laboratory);
  await week(stack, client, { cookies, labCookie, laboratory });
  for (const rivals of RIVALS)
    await race(stack, client, cookies, {
      rivals,
      instrumentIds: await instrumentsFor(organisationId, 5),
    });

  const { holders } = await buildRegister(client, bench.buildOrganisation, INSTRUMENTS);
  await fillCalendar(client, {
    ...{
      holders,
      perUnit: PER_UNIT,
      firstDay: iso(FIRST_DAY + 8 * HOUR_MS),
      busyDay: iso(BUSY_DAY),
    },
  });
  print('occupancies', await count(client));
  await search(stack, client, cookies[0]);
  const many = await bookings(
    stack,
    cookies,
    await instrumentsFor(organisationId, BOOKED_INSTRUMENTS),
  );
  print(
    'bookings a second among them',
    `${many.toFixed(0)} (${(many / few).toFixed(2)} of those with few)`,
  );
}

async function count(client) {
  const { rows } = await client.query('SELECT count(*)::int AS count FROM occupancy');
  return rows[0].count;
}

async function bookings(stack, cookies, instrumentIds) {
  const { latencies } = await bookFor(SECONDS, { apiUrl: stack.apiUrl, cookies, instrumentIds });
  return latencies.length / SECONDS;
}

/** The first page of the search, where most have time and where only one in fifty has. */
async function search(stack, client, cookie) {
  const page = { durationMinutes: 120, limit: 20 };
  const open = { from: iso(FIRST_DAY), to: iso(FIRST_DAY + 7 * DAY_MS) };
  const scarce = { from: iso(BUSY_DAY + DAY_MS), to: iso(BUSY_DAY + 4 * DAY_MS) };
  const questions = [
    ['free time, first page', { ...page, ...open }],
    ['free time, first page of a category', { ...page, ...open, categoryCode: '010102' }],
    ['free time, one in fifty has any', { ...page, ...scarce }],
  ];
  for (const [what, question] of questions) {
    const address = `${stack.apiUrl}/api/v1/availability?${new URLSearchParams(question)}`;
    print(what, ms(await ask(address, cookie, (body) => body.items.length === page.limit)));
  }
  print('  the same from SQL', ms(await walked(client, open)));
  print('  the scarce one from SQL', ms(await walked(client, scarce)));
}

/** What finding a page takes in the database alone. */
async function walked(client, { from, to }) {
  const times = [];
  await client.query('SET random_page_cost = 1.1');
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const { rows } = await client.query({
      name: 'walk',
      text: `SELECT i.id FROM instrument i WHERE i.status = 'listed' AND i.online_booking AND EXISTS (
               SELECT FROM instrument_unit u, unnest(tstzmultirange(tstzrange($1, $2)) - coalesce(
                 (SELECT range_agg(o.during) FROM occupancy o
                   WHERE o.unit_id = u.id AND o.during && tstzrange($1, $2) AND o.blocking), '{}')) AS gap
                WHERE u.instrument_id = i.id AND upper(gap) - lower(gap) >= interval '2 hours') ORDER BY i.id LIMIT 20`,
      values: [from, to],
    });
    times.push(performance.now() - startedAt);
    if (rows.length !== 20) throw new Error(`the walk found ${rows.length}`);
  }
  return times;
}

/** A week of a laboratory with real bookings, as the lab's page asks for it. */
async function week(stack, client, { cookies, labCookie, laboratory }) {
  const instrumentIds = await bench.buildInstruments(client, laboratory, WEEK.instruments);
  await Promise.all(
    cookies.map(async (cookie, index) => {
      for (let n = index; n < WEEK.bookings; n += cookies.length) {
        const startsAt = FIRST_DAY + Math.floor(n / WEEK.instruments) * 6 * HOUR_MS;
        const booking = {
          instrumentId: instrumentIds[n % WEEK.instruments],
          startsAt: iso(startsAt),
        };
        const endsAt = iso(startsAt + 2 * HOUR_MS);
        const answer = await post(stack.apiUrl, cookie, { ...booking, endsAt, purpose: 'testing' });
        if (answer.status !== 201)
          throw new Error(`booking: ${answer.status} ${await answer.text()}`);
      }
    }),
  );
  const period = { from: iso(FIRST_DAY), to: iso(FIRST_DAY + 7 * DAY_MS), limit: 100 };
  const address = `${stack.apiUrl}/api/v1/timeline?${new URLSearchParams(period)}`;
  const isWhole = ({ items }) => items.flatMap(({ entries }) => entries).length === WEEK.bookings;
  print(
    `a week of ${WEEK.instruments} instruments, ${WEEK.bookings} bookings`,
    ms(await ask(address, labCookie, isWhole)),
  );
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await client.query({
      name: 'week',
      text: `SELECT o.unit_id, o.kind, o.during, r.id, r.state, r.starts_at, r.ends_at, g.name_zh
               FROM instrument i JOIN instrument_unit u ON u.instrument_id = i.id JOIN occupancy o ON o.unit_id = u.id
               LEFT JOIN reservation r ON r.id = o.reservation_id LEFT JOIN organisation g ON g.id = r.user_organisation_id
              WHERE i.holder_id = $1 AND o.during && tstzrange($2, $3) AND o.blocking`,
      values: [laboratory, period.from, period.to],
    });
    times.push(performance.now() - startedAt);
  }
  print('  the same from SQL', ms(times));
}

/** How long it takes until all rivals for one slot are answered; exactly one may have it. */
async function race(stack, client, cookies, { rivals, instrumentIds }) {
  const connections = Array.from({ length: rivals }, () => new Client(stack.apiUrl));
  // Connected before, as browsers are that have shown the calendar.
  await Promise.all(
    connections.map((one) =>
      one.request({ method: 'GET', path: '/api/v1/health/live' }).then(({ body }) => body.dump()),
    ),
  );
  const before = await deadlocks(client);
  const times = [];
  for (const instrumentId of instrumentIds) {
    const slot = {
      instrumentId,
      startsAt: iso(FIRST_DAY),
      endsAt: iso(FIRST_DAY + HOUR_MS),
      purpose: 'testing',
    };
    const startedAt = performance.now();
    const statuses = await Promise.all(
      connections.map(async (one, index) => {
        const { statusCode, body } = await one.request(
          requestOf(cookies[index % cookies.length], slot),
        );
        await body.dump();
        return statusCode;
      }),
    );
    times.push(performance.now() - startedAt);
    const won = statuses.filter((status) => status === 201).length;
    const lost = statuses.filter((status) => status === 409).length;
    if (won !== 1 || won + lost !== rivals)
      throw new Error(`of ${rivals} rivals ${won} won and ${lost} lost`);
  }
  await Promise.all(connections.map((one) => one.close()));
  const met = (await deadlocks(client)) - before;
  if (met > 0) throw new Error(`${met} deadlocks`);
  print(
    `${rivals} rivals for one slot, all answered`,
    `${quantile(times, 0.5).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`,
  );
}

async function deadlocks(client) {
  const { rows } = await client.query(
    'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  );
  return rows[0].deadlocks;
}

const requestOf = (cookie, body) => ({
  method: 'POST',
  path: '/api/v1/reservations',
  headers: { 'content-type': 'application/json', cookie, 'idempotency-key': randomUUID() },
  body: JSON.stringify(body),
});

const post = (apiUrl, cookie, booking) => {
  const { path, ...request } = requestOf(cookie, booking);
  return fetch(apiUrl + path, request);
};

async function ask(address, cookie, isRight) {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const answer = await fetch(address, { headers: { cookie } });
    const body = await answer.json();
    times.push(performance.now() - startedAt);
    if (answer.status !== 200 || !isRight(body))
      throw new Error(`${address}: ${answer.status} ${JSON.stringify(body).slice(0, 500)}`);
  }
  return times;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
