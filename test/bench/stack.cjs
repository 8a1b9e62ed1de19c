// A durable embedded PostgreSQL with the built processes on it, and the rows a measurement needs.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { randomUUID } = require('node:crypto');
const { Client: Postgres } = require('pg');
const prepare = require('../../apps/launcher/prepare.cjs');

prepare.buildServerIfNeeded();
const launcher = (file) => require(path.join(prepare.root, 'dist/apps/launcher/src', file));
const { startEmbeddedPostgres } = launcher('embedded-postgres');
const { prepareEmbeddedServer } = launcher('roles');
const { migrate } = launcher('migrations');
const { scratchDirectory } = launcher('scratch');
const { freePort } = launcher('ports');
const { Service } = launcher('service');
const { hashPassword } = require(path.join(prepare.root, 'dist/libs/identity/src'));

const PASSWORD = 'bench';

/** Starts the server and the named services; `settings` are more environment for each of them. */
async function startStack(names, settings = {}) {
  const directory = scratchDirectory('jiayi-bench-');
  const server = await startEmbeddedPostgres({
    directory: path.join(directory, 'postgres'),
    password: PASSWORD,
  });
  const services = [];
  const stop = async () => {
    await Promise.all(services.map((service) => service.stop()));
    server.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  };
  try {
    const passwords = { owner: PASSWORD, app: PASSWORD, sandbox: PASSWORD };
    const urls = await prepareEmbeddedServer(server.url, passwords, 'bench');
    await migrate(urls.owner);
    const ports = {
      api: await freePort(),
      worker: await freePort(),
      'platform-sandbox': await freePort(),
    };
    for (const name of names) {
      const env = environmentOf(name, { urls, ports, directory, settings });
      services.push(new Service({ name, root: prepare.root, env }, sink));
    }
    await Promise.all(services.map((service) => service.start()));
    const pidOf = (name) => services.find(({ definition }) => definition.name === name).pid;
    /** One more api on the same database, under other settings; its address comes back. */
    const startApi = async (more) => {
      const port = await freePort();
      const env = environmentOf('api', {
        ...{ urls, directory, ports: { ...ports, api: port } },
        settings: { ...settings, ...more },
      });
      const service = new Service({ name: 'api', root: prepare.root, env }, sink);
      services.push(service);
      await service.start();
      return `http://127.0.0.1:${port}`;
    };
    return { urls, apiUrl: `http://127.0.0.1:${ports.api}`, pidOf, startApi, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const sink = (service, line) => {
  if (/"level":"(error|fatal)"/.test(line)) process.stderr.write(`[${service}] ${line}\n`);
};

/** What every process is set to, wherever it runs. */
const SETTINGS = {
  JIAYI_AUDIT_KEY: 'bench',
  JIAYI_SECRET_KEY: 'a secret of the bench, 32 characters long',
  JIAYI_DEMONSTRATION: '1',
  // A measurement shall find the end of the product, not that of its own allowance.
  JIAYI_RATE_BURST: '100000000',
  JIAYI_SIGN_IN_ATTEMPTS: '100000',
};

function environmentOf(name, { urls, ports, directory, settings }) {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    REDIS_URL: undefined,
    DATABASE_URL: name === 'platform-sandbox' ? urls.sandbox : urls.app,
    PORT: String(ports[name]),
    WORKER_PORT: name === 'worker' ? String(ports.worker) : undefined,
    JIAYI_DATA_DIR: directory,
    PLATFORM_URL: `http://127.0.0.1:${ports['platform-sandbox']}`,
    PLATFORM_APP_KEY: 'jiaxing',
    PLATFORM_SECRET: 'bench-platform-secret',
    JIAYI_OUTBOUND_PRIVATE_HOSTS: '127.0.0.1',
    ...SETTINGS,
    ...settings,
  };
}

/** Runs `work` with a connection of the owner. */
async function asOwner(urls, work) {
  const client = new Postgres({ connectionString: urls.owner });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes an organisation and returns its id. */
async function buildOrganisation(client) {
  const id = randomUUID();
  await client.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
     VALUES ($1, '测试单位', $2, 'enterprise', 'enterprise', '330402', '王晓', '0573-83640000', 'verified')`,
    [id, id],
  );
  return id;
}

/** Makes people of one role, each of the organisation, and signs them in; the cookies come back. */
async function buildSessions(stack, client, { organisationId, role, count }) {
  const hash = await hashPassword(PASSWORD);
  const cookies = [];
  for (let index = 0; index < count; index += 1) {
    const id = randomUUID();
    await client.query(
      `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $2, '测试人员', $3)`,
      [id, id, hash],
    );
    await client.query(
      'INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, $3)',
      [id, organisationId, role],
    );
    const answer = await fetch(`${stack.apiUrl}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: id, password: PASSWORD }),
    });
    if (answer.status !== 201) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
    cookies.push(answer.headers.get('set-cookie').split(';')[0]);
  }
  return cookies;
}

/** Makes listed instruments of a holder, open around the clock on a half-hour grid; the ids come back. */
async function buildInstruments(client, holderId, count) {
  const ids = Array.from({ length: count }, () => randomUUID());
  const author = randomUUID();
  await client.query(
    `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1::uuid, $1::text, '测试人员', '-')`,
    [author],
  );
  await client.query(
    `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
                             funding_classes, must_share, accepted_on, region_code, address, status, listed_at,
                             contact_name, contact_phone)
     SELECT id, $2, '扫描电子显微镜', id::text, '010102', 'Sigma 300', 'ZEISS', 245000000, '{fiscal_local}', true,
            '2025-03-18', '330402', '理化楼 101', 'listed', app_now(), '王晓', '0573-83640000' FROM unnest($1::uuid[]) AS id`,
    [ids, holderId],
  );
  await client.query(
    `INSERT INTO instrument_unit (id, instrument_id, position, name)
     SELECT gen_random_uuid(), id, 1, '1' FROM unnest($1::uuid[]) AS id`,
    [ids],
  );
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
  await client.query(
    `INSERT INTO opening_hours (instrument_id, version, weekly, exceptions, on_holidays, created_by)
     SELECT id, 1, $2, '[]', 'open', $3 FROM unnest($1::uuid[]) AS id`,
    [ids, JSON.stringify(weekly), author],
  );
  await client.query(
    `INSERT INTO fee_schedule (instrument_id, version, valid_from, lines, created_by)
     SELECT id, 1, '2020-01-01', '[{"kind": "per_hour", "amountFen": 60000}]', $2 FROM unnest($1::uuid[]) AS id`,
    [ids, author],
  );
  return ids;
}

/** What the figures of a run were taken on, in one line. */
const machine = () =>
  `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ` +
  `${os.type()} ${os.release()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;

module.exports = {
  SETTINGS,
  machine,
  startStack,
  asOwner,
  buildOrganisation,
  buildSessions,
  buildInstruments,
};
