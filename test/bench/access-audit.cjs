// What access check and audit add to the server time of a booking: the same api in this process, asked in turns with
// and without them, one booking after the other.
const path = require('node:path');
const { randomUUID } = require('node:crypto');
const { performance } = require('node:perf_hooks');
require('reflect-metadata');
const bench = require('./stack.cjs');
const prepare = require('../../apps/launcher/prepare.cjs');

const dist = (file) => require(path.join(prepare.root, 'dist', file));
const { createApi } = dist('apps/api/src/api');
const { environment } = dist('libs/common/src');
const { createLogger } = dist('libs/http/src');
const { AccessGuard } = dist('libs/identity/src');
const { AuditService } = dist('libs/audit/src');

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 20);
const BOOKINGS_A_ROUND = 100;
const SLOT_MS = 30 * 60_000;

/** Everything this is about, switched off and on again: guard, entries, digests of changes, row-level security. */
function switches(urls, caller) {
  const guard = AccessGuard.prototype.canActivate;
  const record = AuditService.prototype.record;
  const inDatabase = (on) =>
    bench.asOwner(urls, async (client) => {
      const { rows } = await client.query(
        `SELECT DISTINCT tgrelid::regclass::text AS name, tgname AS trigger FROM pg_trigger
          WHERE NOT tgisinternal AND tgname LIKE 'audit\\_%'`,
      );
      for (const { name, trigger } of rows)
        await client.query(`ALTER TABLE ${name} ${on ? 'ENABLE' : 'DISABLE'} TRIGGER ${trigger}`);
      const { rows: guarded } = await client.query(
        `SELECT tablename AS name FROM pg_policies GROUP BY tablename`,
      );
      for (const { name } of guarded)
        await client.query(`ALTER TABLE ${name} ${on ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`);
      if (rows.length === 0 || guarded.length === 0) throw new Error('nothing to switch off');
    });
  return {
    async on() {
      AccessGuard.prototype.canActivate = guard;
      AuditService.prototype.record = record;
      await inDatabase(true);
    },
    async off() {
      AccessGuard.prototype.canActivate = async (context) => {
        const request = context.switchToHttp().getRequest();
        request.caller = caller.actor;
        request.signedIn = caller;
        return true;
      };
      AuditService.prototype.record = async () => undefined;
      await inDatabase(false);
    },
  };
}

/** Milliseconds of each booking of a round. */
async function round(app, cookie, slots) {
  const times = [];
  for (let made = 0; made < BOOKINGS_A_ROUND; made += 1) {
    const startedAt = performance.now();
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/api/v1/reservations',
      headers: { cookie, 'idempotency-key': randomUUID() },
      payload: { ...slots.next().value, purpose: 'testing' },
    });
    times.push(performance.now() - startedAt);
    if (statusCode !== 201) throw new Error(`a distinct slot was answered ${statusCode}: ${body}`);
  }
  return times;
}

function* slots(instrumentIds) {
  const tomorrow = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000;
  for (let at = tomorrow; ; at += SLOT_MS) {
    for (const instrumentId of instrumentIds)
      yield {
        instrumentId,
        startsAt: new Date(at).toISOString(),
        endsAt: new Date(at + SLOT_MS).toISOString(),
      };
  }
}

const median = (values) =>
  values.sort((left, right) => left - right)[Math.floor(values.length / 2)];

async function main() {
  const stack = await bench.startStack(['api']);
  let app;
  try {
    const world = await bench.asOwner(stack.urls, async (client) => {
      const organisationId = await bench.buildOrganisation(client);
      const [cookie] = await bench.buildSessions(stack, client, {
        organisationId,
        role: 'enterprise_member',
        count: 1,
      });
      const { rows } = await client.query('SELECT user_id FROM membership');
      const instrumentIds = await bench.buildInstruments(client, organisationId, 100);
      return { organisationId, cookie, userId: rows[0].user_id, instrumentIds };
    });
    const settings = environment({ ...bench.SETTINGS, DATABASE_URL: stack.urls.app });
    app = await createApi(settings, createLogger('bench', 'silent'));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const caller = {
      actor: {
        userId: world.userId,
        displayName: '测试人员',
        organisationId: world.organisationId,
        organisationNameZh: '测试单位',
        organisationRegionCode: '330402',
        organisationVerified: true,
        roles: ['enterprise_member'],
        agentOrganisationId: null,
      },
      sessionId: null,
      scopes: null,
    };
    const parts = switches(stack.urls, caller);
    const all = slots(world.instrumentIds);
    const times = { on: [], off: [] };
    for (let at = -2; at < ROUNDS; at += 1) {
      for (const state of at % 2 === 0 ? ['on', 'off'] : ['off', 'on']) {
        await parts[state]();
        const measured = await round(app, world.cookie, all);
        if (at >= 0) times[state].push(...measured);
      }
    }
    await parts.on();
    print(times, await counts(stack.urls));
  } finally {
    await app?.close();
    await stack.stop();
  }
}

const counts = (urls) =>
  bench.asOwner(urls, async (client) => {
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::int FROM reservation) AS reservations,
              (SELECT count(*)::int FROM audit_entry WHERE action = 'reservation.create') AS entries`,
    );
    return rows[0];
  });

function print(times, { reservations, entries }) {
  const planned = (ROUNDS + 2) * BOOKINGS_A_ROUND;
  if (reservations !== 2 * planned || entries !== planned)
    throw new Error(
      `${reservations} bookings and ${entries} entries, planned ${2 * planned} and ${planned}`,
    );
  const [withBoth, without] = [median(times.on), median(times.off)];
  console.log(`bookings with and without       ${planned} each, one after the other, in turns`);
  console.log(`median with access and audit    ${withBoth.toFixed(2)} ms`);
  console.log(`median without                  ${without.toFixed(2)} ms`);
  console.log(
    `they add                        ${((withBoth / without - 1) * 100).toFixed(1)} % (limit 20 %)`,
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
