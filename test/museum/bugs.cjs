// Bugs that peers really had, as they would look here: what stands in one source file, and what stands there instead.
// Same shape as test/access/mutants/mutants.cjs; the exhibits name them.
const OCCUPANCY = 'libs/reservations/src/occupancy.queries.ts';
const BOOKING = 'libs/reservations/src/reservations.service.ts';
const MOVE = 'libs/reservations/src/move.service.ts';
const LIFE = 'libs/reservations/src/reservation-life.service.ts';
const RULES = 'libs/reservations/src/booking/booking.rules.ts';
const SERIES = 'libs/reservations/src/series/series.service.ts';
const SERIES_CHANGES = 'libs/reservations/src/series/series-changes.service.ts';
const COMMAND = 'libs/database/src/command.ts';

const bug = (kind) => (name, file, find, replace, place) => ({
  ...{ name, kind, file, find, replace },
  ...(place && { place }),
});
const expression = bug('expression');
const statements = bug('statements');
const template = bug('template');

/** The statement that takes time, another one in its place. */
const taken = (name, change) =>
  expression(name, OCCUPANCY, 'TAKE', change, 'await tx.query(TAKE, [');

/** Looks first and writes then, as every system without a constraint does; in between others have looked as well. */
const LOOKED_FIRST = `TAKE
  .replace('ON CONFLICT ON CONSTRAINT occupancy_no_overlap DO NOTHING', '')
  .replace('ORDER BY place.unit_id', \`AND NOT EXISTS (SELECT FROM occupancy taken WHERE taken.unit_id = place.unit_id
     AND taken.during && $3::tstzrange AND taken.blocking) AND (SELECT count(*) FROM pg_sleep(0.2)) = 1
     ORDER BY place.unit_id\`)`;

const PEER_BUGS = [
  taken('checked before it is written', LOOKED_FIRST),
  taken(
    'the last one wins',
    `TAKE.replace('INSERT INTO', \`WITH overwritten AS (UPDATE occupancy SET blocking = false
       WHERE unit_id = ANY ($2::uuid[]) AND during && $3::tstzrange AND blocking RETURNING id) INSERT INTO\`)
     .replace('ORDER BY place.unit_id', 'AND (SELECT count(*) FROM overwritten) >= 0 ORDER BY place.unit_id')`,
  ),
  taken('a hold is advisory', `TAKE.replace('$4, true', "$4, $4 <> 'hold'")`),
  taken(
    'overlaps are summed',
    `TAKE.replace('ORDER BY place.unit_id', \`AND (SELECT count(*) FROM occupancy taken JOIN instrument_unit u ON u.id = taken.unit_id
       WHERE u.instrument_id = $10 AND taken.during && $3::tstzrange AND taken.blocking)
       < (SELECT count(*) FROM instrument_unit u WHERE u.instrument_id = $10) ORDER BY place.unit_id\`)`,
  ),
  expression(
    'any unit is the first one',
    OCCUPANCY,
    'isShared ? takeTogether : takeUnit',
    '(tx, set, unitId, ...rest) => takeUnit(tx, set, set.unitIds[0], ...rest)',
  ),
  expression(
    'time ends at midnight',
    OCCUPANCY,
    'rangeText(during)',
    `rangeText({ ...during, endsAt: [during.endsAt, during.startsAt.setZone('Asia/Shanghai').endOf('day')].sort((a, b) => a - b)[0] })`,
    'rangeText(during),\n    claim.kind,',
  ),
  statements(
    'no lock on the instrument',
    OCCUPANCY,
    "await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [instrumentId]);",
    '',
  ),
  statements(
    'no lock on units',
    OCCUPANCY,
    "await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4))', [unitId]);",
    '',
  ),
  template(
    'a move adds what it moves',
    OCCUPANCY,
    `UPDATE occupancy SET unit_id = CASE WHEN unit_id = ANY($4) THEN unit_id ELSE $2 END, during = $3, blocking = true
          WHERE reservation_id = $1`,
    `INSERT INTO occupancy (id, unit_id, during, kind, blocking, reservation_id)
     SELECT gen_random_uuid(), $2::uuid, $3::tstzrange, 'reservation', true, $1::uuid WHERE $4::uuid[] IS NOT NULL`,
  ),
  template(
    'a move is not checked',
    OCCUPANCY,
    'during = $3, blocking = true',
    'during = $3, blocking = false',
  ),
  template(
    'what was given up looks taken',
    OCCUPANCY,
    'AND o.during && $2 AND ${LIVE} ORDER BY',
    "AND o.during && $2 AND NOT (o.kind = 'hold' AND o.expires_at <= app_now()) ORDER BY",
  ),
  statements(
    'nothing is given back',
    OCCUPANCY,
    `await tx.query('UPDATE occupancy SET blocking = false WHERE reservation_id = $1', [
    reservationId,
  ]);`,
    '',
  ),
  expression(
    'no price is a price',
    BOOKING,
    'await this.quotes.price(tx, service)',
    'await this.quotes.price(tx, service).catch(() => ({ listFen: 0, voucherFen: 0, ownFen: 0, feeScheduleVersion: 1 }))',
  ),
  expression(
    'who begins now is not checked',
    BOOKING,
    'this.take(tx, actor, instrument, period, claim)',
    'startsNow ? Promise.resolve() : this.take(tx, actor, instrument, period, claim)',
  ),
  expression(
    'a series is not asked',
    BOOKING,
    '{ instrument, period, userId: actor.userId, userOrganisationId: actor.organisationId }',
    `{ instrument: seriesId ? { ...instrument, policy: { ...instrument.policy, maxMinutes: null } } : instrument,
       period, userId: actor.userId, userOrganisationId: actor.organisationId }`,
  ),
  expression(
    'reading writes',
    BOOKING,
    'getReservation(this.db.manager, id)',
    `this.db.query('UPDATE reservation SET version = version + 1 WHERE id = $1', [id]).then(() => getReservation(this.db.manager, id))`,
  ),
  expression(
    'a move forgets',
    MOVE,
    "'starts_at = $5'",
    "'starts_at = $5, samples = NULL, series_id = NULL'",
  ),
  expression(
    'an old end stays',
    MOVE,
    "'ends_at = $6'",
    "'ends_at = greatest(ends_at, $6::timestamptz)'",
  ),
  expression(
    'the grace period has no first second',
    LIFE,
    'now >= opens && now < period.endsAt',
    'now > opens && now < period.endsAt',
  ),
  expression(
    'local time is somebody else’s',
    RULES,
    'instant.setZone(ZONE)',
    "instant.setZone('Europe/Berlin')",
  ),
  expression(
    'a series is applied to each of its dates',
    SERIES,
    'occurrences',
    'occurrences.flatMap(() => occurrences)',
    'for (const period of occurrences)',
  ),
  expression('a series is not compared with itself', SERIES, 'selfOverlap(found)', 'null'),
  expression('the following are one', SERIES_CHANGES, 'ahead.slice(at)', 'ahead.slice(at, at + 1)'),
  expression('a click is a command', COMMAND, 'rows.length === 1', 'true'),
];

module.exports = { PEER_BUGS };
