// Resident memory of api and worker after the load of the e2e chain: an import, bookings and searches, and a sync run.
const fs = require('node:fs');
const path = require('node:path');
const { randomUUID } = require('node:crypto');
const { setTimeout: pause } = require('node:timers/promises');
const bench = require('./stack.cjs');

const LIMIT_MIB = 300;
const ROUNDS = 300;
const LEDGER = path.join(
  __dirname,
  '../../libs/instruments/src/import/samples/university-asset-ledger.xlsx',
);

/** Asks the API as one person; anything but the expected status is an error. */
const asPerson = (apiUrl, cookie) => async (method, url, expected, body) => {
  const isForm = body instanceof FormData;
  const answer = await fetch(`${apiUrl}/api/v1${url}`, {
    method,
    headers: {
      cookie,
      'idempotency-key': randomUUID(),
      ...(body && !isForm && { 'content-type': 'application/json' }),
    },
    body: isForm ? body : body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== expected) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

async function until(read, hasEnded) {
  const deadline = Date.now() + 60_000;
  for (let value = await read(); ; value = await read()) {
    if (hasEnded(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
    await pause(100);
  }
}

async function importLedger(lab) {
  const form = new FormData();
  form.append('file', new Blob([fs.readFileSync(LEDGER)]), path.basename(LEDGER));
  const { runId } = await lab('POST', '/instruments/imports', 202, form);
  const run = await until(
    () => lab('GET', `/runs/${runId}`, 200),
    ({ state }) => state === 'finished' || state === 'failed',
  );
  if (run.accepted === 0) throw new Error(`the import took nothing: ${JSON.stringify(run)}`);
}

async function searchAndBook(user, instrumentIds) {
  const day = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000;
  for (let round = 0; round < ROUNDS; round += 1) {
    const startsAt = new Date(day + round * 1_800_000).toISOString();
    const endsAt = new Date(day + (round + 1) * 1_800_000).toISOString();
    const query = new URLSearchParams({ from: startsAt, to: endsAt, durationMinutes: '30' });
    await user('GET', `/availability?${query}`, 200);
    const instrumentId = instrumentIds[round % instrumentIds.length];
    await user('POST', '/reservations', 201, {
      instrumentId,
      startsAt,
      endsAt,
      purpose: 'testing',
    });
    await user('GET', '/reservations', 200);
  }
}

async function sync(bureau) {
  const { id } = await bureau('POST', '/sync/runs', 201, { scope: 'all' });
  const run = await until(
    () => bureau('GET', `/sync/runs/${id}`, 200),
    ({ state }) => !['queued', 'running'].includes(state),
  );
  if (run.state !== 'finished') throw new Error(`the sync run ended as ${JSON.stringify(run)}`);
}

function residentMiB(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1_024;
}

async function main() {
  const stack = await bench.startStack(['platform-sandbox', 'worker', 'api']);
  try {
    const { clients, instrumentIds } = await bench.asOwner(stack.urls, async (client) => {
      const organisationId = await bench.buildOrganisation(client);
      const sessions = [];
      for (const role of ['lab_manager', 'enterprise_member', 'bureau_reviewer']) {
        const made = await bench.buildSessions(stack, client, { organisationId, role, count: 1 });
        sessions.push(...made);
      }
      return {
        clients: sessions.map((cookie) => asPerson(stack.apiUrl, cookie)),
        instrumentIds: await bench.buildInstruments(client, organisationId, 60),
      };
    });
    const [lab, user, bureau] = clients;
    await importLedger(lab);
    await searchAndBook(user, instrumentIds);
    await sync(bureau);
    report(['api', 'worker'].map((name) => [name, residentMiB(stack.pidOf(name))]));
  } finally {
    await stack.stop();
  }
}

function report(figures) {
  for (const [name, mebibytes] of figures) {
    const verdict = mebibytes <= LIMIT_MIB ? 'ok' : 'TOO MUCH';
    console.log(
      `${name.padEnd(8)}${mebibytes.toFixed(0)} MiB resident (limit ${LIMIT_MIB}) ${verdict}`,
    );
  }
  if (figures.some(([, mebibytes]) => mebibytes > LIMIT_MIB)) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
