// Vouchers issued per second over HTTP, each one transfer of the ledger, out of one budget and out of a thousand; beside
// pgbench of the same statements on the same database in the same run.
const { randomUUID } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { Client } = require('undici');
const { CONNECTIONS, quantile } = require('./booking-load.cjs');
const { pgbench } = require('./pgbench.cjs');
const bench = require('./stack.cjs');

const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);
const WARM_UP_SECONDS = 3;
const PROGRAMMES = 1_000;
const AMOUNT_FEN = 100;
const BUDGET_FEN = 1_000_000_000;
const ISSUED = `SELECT count(*)::int AS count FROM ledger_transfer WHERE kind = 'issue'`;

async function main() {
  console.log(bench.machine());
  const stack = await bench.startStack(['api']);
  try {
    const world = await bench.asOwner(stack.urls, (client) => buildWorld(stack, client));
    for (const count of [1, PROGRAMMES]) {
      const ours = await issueFor(stack, {
        ...world,
        programmes: world.programmes.slice(0, count),
      });
      const reference = await pgbench(stack.urls, {
        clients: CONNECTIONS,
        script: sameStatements(world.beneficiaries[0], world.userId, count),
        made: ISSUED,
      });
      print(count, ours, reference);
    }
  } finally {
    await stack.stop();
  }
}

/** Programmes with a budget each, made by the api itself, an enterprise and the people of the bureau. */
async function buildWorld(stack, client) {
  const organisationId = await bench.buildOrganisation(client);
  // Rivals for one ceiling would wait for each other: every connection issues to an organisation of its own.
  const beneficiaries = [];
  for (let made = 0; made < CONNECTIONS; made += 1)
    beneficiaries.push(await bench.buildOrganisation(client));
  const sessions = (role, count) =>
    bench.buildSessions(stack, client, { organisationId, role, count });
  const cookies = await sessions('bureau_reviewer', CONNECTIONS);
  const [finance] = await sessions('finance_officer', 1);
  const http = new Client(stack.apiUrl);
  const programmes = [];
  for (let made = 0; made < PROGRAMMES; made += 1) {
    const { id } = await send(http, cookies[0], '/voucher-programmes', {
      ...{ nameZh: `测试方案 ${made}`, year: 2026, ratio: 0.5, ceilingFen: BUDGET_FEN },
      ...{ validFrom: '2026-01-01', validTo: '2099-12-31', paymentMode: 'reimburse' },
      ...{ purposes: ['testing'], eligibleForms: ['enterprise'], source: '测试' },
    });
    await send(http, finance, `/voucher-programmes/${id}/appropriations`, {
      ...{ amountFen: BUDGET_FEN, documentNumber: `${made}` },
    });
    programmes.push(id);
  }
  await http.close();
  // What the script of pgbench draws from.
  await client.query(`CREATE TABLE bench_programme (n int PRIMARY KEY, id uuid NOT NULL);`);
  await client.query(
    'INSERT INTO bench_programme SELECT n, id FROM unnest($1::uuid[]) WITH ORDINALITY AS one(id, n)',
    [programmes],
  );
  const { rows } = await client.query(
    `SELECT user_id FROM membership WHERE role = 'bureau_reviewer' LIMIT 1`,
  );
  return { beneficiaries, userId: rows[0].user_id, programmes, cookies };
}

async function send(http, cookie, path, body) {
  const answer = await http.request({
    method: 'POST',
    path: `/api/v1${path}`,
    headers: { 'content-type': 'application/json', cookie, 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.statusCode} ${text}`);
  return JSON.parse(text);
}

/** Issues vouchers over as many connections as there are cookies; the latencies in ms after the warm-up. */
async function issueFor({ apiUrl, urls }, { beneficiaries, programmes, cookies }) {
  const before = await bench.asOwner(
    urls,
    async (client) => (await client.query(ISSUED)).rows[0].count,
  );
  const warmUntil = performance.now() + WARM_UP_SECONDS * 1_000;
  const until = warmUntil + SECONDS * 1_000;
  const latencies = [];
  let made = 0;
  await Promise.all(
    cookies.map(async (cookie, index) => {
      const http = new Client(apiUrl);
      for (let at = index; performance.now() < until; at += cookies.length) {
        const startedAt = performance.now();
        const programmeId = programmes[at % programmes.length];
        await send(http, cookie, '/vouchers', {
          programmeId,
          organisationId: beneficiaries[index],
          amountFen: AMOUNT_FEN,
        });
        made += 1;
        if (startedAt >= warmUntil && performance.now() <= until)
          latencies.push(performance.now() - startedAt);
      }
      await http.close();
    }),
  );
  const after = await bench.asOwner(
    urls,
    async (client) => (await client.query(ISSUED)).rows[0].count,
  );
  if (after - before !== made)
    throw new Error(`${made} were answered, ${after - before} are in the ledger`);
  return latencies;
}

/** The rows that issuing a voucher writes, in one transaction: voucher, its account, the transfer. */
const sameStatements = (organisationId, userId, count) => `
\\set n random(1, ${count})
SELECT b.id AS programme, a.id AS budget, gen_random_uuid() AS voucher, gen_random_uuid() AS account
  FROM bench_programme b JOIN ledger_account a ON a.programme_id = b.id AND a.kind = 'budget_available' WHERE n = :n \\gset
BEGIN;
INSERT INTO voucher (id, programme_id, organisation_id, face_value_fen, expires_on, issued_by)
  VALUES (:voucher, :programme, '${organisationId}', ${AMOUNT_FEN}, '2099-12-31', '${userId}');
INSERT INTO ledger_account (id, kind, programme_id, voucher_id, ceiling_fen)
  VALUES (:account, 'voucher_available', :programme, :voucher, ${AMOUNT_FEN});
INSERT INTO ledger_transfer (id, kind, programme_id, debit_account_id, credit_account_id, amount_fen, actor_id)
  VALUES (:voucher, 'issue', :programme, :budget, :account, ${AMOUNT_FEN}, '${userId}');
END;`;

function print(count, latencies, reference) {
  const rate = latencies.length / SECONDS;
  console.log(
    `vouchers a second out of ${count} budgets    ${rate.toFixed(0)} (${CONNECTIONS} connections)`,
  );
  console.log(
    `  p50 / p99                     ${quantile(latencies, 0.5).toFixed(1)} / ${quantile(latencies, 0.99).toFixed(1)} ms`,
  );
  console.log(`pgbench of the same statements  ${reference.toFixed(0)}/s`);
  console.log(
    `ratio                           ${(rate / reference).toFixed(3)} (base 0.3, summit 0.6)`,
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
