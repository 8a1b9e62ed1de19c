// Rows for measurements of the calendar: a register of instruments and the occupancies of their units.
const { randomUUID } = require('node:crypto');

const HOLDERS = 200;
const CATEGORIES = ['010102', '010204', '010304', '010501', '010601', '020101', '011103', '040402'];
const REGIONS = ['330402', '330411', '330421', '330481', '310104', '320505', '340104', '330108'];
/** Instruments written in one transaction, whose bookkeeping of changes grows with their square. */
const BATCH = 2_000;
/** Of how many instruments only one has any time left in the busy week. */
const SCARCITY = 50;

/** Listed instruments of many holders, open every day from 8 to 20 o'clock, one unit each. */
async function buildRegister(client, buildOrganisation, count) {
  const holders = [];
  for (let index = 0; index < HOLDERS; index += 1) holders.push(await buildOrganisation(client));
  const author = randomUUID();
  await client.query(
    `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1::uuid, $1::text, '测试人员', '-')`,
    [author],
  );
  for (let first = 1; first <= count; first += BATCH)
    await buildInstruments(client, {
      holders,
      author,
      first,
      last: Math.min(first + BATCH - 1, count),
    });
  return { holders };
}

async function buildInstruments(client, { holders, author, first, last }) {
  const { rows } = await client.query(
    `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
                             funding_classes, must_share, accepted_on, region_code, address, status, listed_at)
     SELECT gen_random_uuid(), ($2::uuid[])[1 + n % cardinality($2)], '扫描电子显微镜', 'ZC-' || n,
            ($3::text[])[1 + n % cardinality($3)], 'Sigma 300', 'ZEISS', 245000000, '{own}', false, '2025-03-18',
            ($4::text[])[1 + n / 7 % cardinality($4)], '理化楼 101', 'listed', app_now()
       FROM generate_series($1::int, $5::int) AS n RETURNING id`,
    [first, holders, CATEGORIES, REGIONS, last],
  );
  const ids = rows.map(({ id }) => id);
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '08:00', to: '20:00' }));
  await client.query(
    `INSERT INTO instrument_unit (id, instrument_id, position, name)
     SELECT gen_random_uuid(), i.id, 1, '1' FROM instrument i WHERE i.id = ANY($1)`,
    [ids],
  );
  await client.query(
    `INSERT INTO opening_hours (instrument_id, version, weekly, exceptions, on_holidays, created_by)
     SELECT i.id, 1, $2, '[]', 'open', $3 FROM instrument i WHERE i.id = ANY($1)`,
    [ids, JSON.stringify(weekly), author],
  );
  await client.query(
    `INSERT INTO fee_schedule (instrument_id, version, valid_from, lines, created_by)
     SELECT i.id, 1, '2020-01-01', '[{"kind": "per_hour", "amountFen": 60000}]', $2
       FROM instrument i WHERE i.id = ANY($1)`,
    [ids, author],
  );
}

/**
 * `perUnit` occupancies of two hours on every unit of the holders, three a day from `firstDay` on; and, where `busyDay` begins, a
 * week that nearly all have no time in. Loaded without keys and constraints, which are added after.
 */
async function fillCalendar(client, { holders, perUnit, firstDay, busyDay }) {
  await withoutConstraints(client, 'occupancy', () =>
    client.query(
      `INSERT INTO occupancy (id, unit_id, during, kind, blocking)
       SELECT gen_random_uuid(), u.id, tstzrange(at, at + interval '2 hours'), 'remote', true
         FROM instrument i JOIN instrument_unit u ON u.instrument_id = i.id
        CROSS JOIN generate_series(0, $2::int - 1) AS n
        CROSS JOIN LATERAL (SELECT $3::timestamptz + n / 3 * interval '1 day' + n % 3 * interval '3 hours' AS at) AS starts
        WHERE i.holder_id = ANY($1)
       UNION ALL
       SELECT gen_random_uuid(), u.id, tstzrange($4, $4::timestamptz + interval '7 days'), 'remote', true
         FROM instrument i JOIN instrument_unit u ON u.instrument_id = i.id
        WHERE i.holder_id = ANY($1) AND substr(i.asset_number, 4)::int % ${SCARCITY} > 0`,
      [holders, perUnit, firstDay, busyDay],
    ),
  );
  await client.query('VACUUM ANALYZE');
}

/** Runs `load` while the table has neither indexes nor constraints, then makes them again as they were. */
async function withoutConstraints(client, table, load) {
  const { rows: constraints } = await client.query(
    `SELECT quote_ident(conname) AS name, pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = $1::regclass AND contype IN ('x', 'f')`,
    [table],
  );
  const { rows: indexes } = await client.query(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS text FROM pg_index
      WHERE indrelid = $1::regclass AND NOT indisprimary AND NOT indisexclusion`,
    [table],
  );
  for (const { name } of constraints)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await load();
  await client.query(`SET maintenance_work_mem = '1GB'`);
  for (const { text } of indexes) await client.query(text);
  for (const { name, text } of constraints)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${text}`);
}

module.exports = { SCARCITY, buildRegister, fillCalendar };
