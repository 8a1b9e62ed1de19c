import type { Actor } from '@app/identity';
import { fen } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { TestRegister } from '../testing/register';

let database: TestDatabase;
let register: TestRegister;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  lab = await register.buildActor('lab_manager');
});
afterAll(() => database.drop());

const query = (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  database.dataSource.query(text, values);

const searched = () => query('SELECT * FROM instrument_search ORDER BY instrument_id');

/** The rows as they are, and as they would be if everything were filled anew. */
async function bothWays(): Promise<[unknown, unknown]> {
  const kept = await searched();
  await query('SELECT instrument_search_refresh(id), instrument_search_price(id) FROM instrument');
  return [kept, await searched()];
}

async function expectFresh(count: number): Promise<void> {
  const [kept, anew] = await bothWays();
  expect(kept).toEqual(anew);
  expect(kept).toHaveLength(count);
}

describe('what instruments are searched by', () => {
  let id: string;

  it('#29 follows the form, a change, a price and every step of the life', async () => {
    ({ id } = await register.buildListed(lab, { tags: ['高温'] }));
    const command = { actor: lab, instrumentId: id };
    await register.terms.putFeeSchedule(command, {
      validFrom: '2026-01-01',
      lines: [{ kind: 'per_hour', amountFen: fen(30_000) }],
    });
    await register.lifecycle.move({ ...command, transition: 'suspend', reason: '检修' });
    const draft = await register.buildDraft(lab);
    await register.instruments.update(
      { actor: lab, instrumentId: draft.id, ifMatch: '"1"' },
      { nameZh: '离心机', model: 'X-1' },
    );
    await expectFresh(2);
    expect(await query('SELECT name FROM instrument_search WHERE numbers[1] = $1', ['x1'])).toEqual(
      [{ name: '离心机\n' }],
    );
  });

  it('follows statements by hand, and goes with the instrument', async () => {
    await query(
      `UPDATE instrument SET model = 'Gemini 500', region_code = '310104' WHERE id = $1`,
      [id],
    );
    await query('UPDATE fee_schedule SET valid_from = valid_from + 1 WHERE instrument_id = $1', [
      id,
    ]);
    await expectFresh(2);
    await query('DELETE FROM fee_schedule WHERE instrument_id = $1', [id]);
    await expectFresh(2);
  });

  it('follows a ledger that is imported in bulk', async () => {
    await query(
      `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
                               funding_classes, accepted_on, region_code, address, must_share)
       SELECT gen_random_uuid(), $1, '离心机' || n, 'B-' || n, '010101', 'M' || n, '', 100, '{own}', '2026-01-01', '330402', '', false
         FROM generate_series(1, 50) AS n`,
      [lab.organisationId],
    );
    await expectFresh(52);
  });

  it('#29 follows a holder that is renamed, also while instruments are being registered', async () => {
    const rename = (name: string) =>
      query('UPDATE organisation SET name_zh = $2 WHERE id = $1', [lab.organisationId, name]);
    await Promise.all([
      ...Array.from({ length: 6 }, (_, at) => register.buildDraft(lab, { nameZh: `仪器${at}` })),
      ...['嘉兴大学', '嘉兴学院', '南湖学院'].map(rename),
    ]);
    await expectFresh(58);
    const [row] = await query('SELECT count(DISTINCT holder)::int AS names FROM instrument_search');
    expect(row).toEqual({ names: 1 });
  });

  it('follows prices that two people set at once', async () => {
    const add = (version: number) =>
      query(
        `INSERT INTO fee_schedule (instrument_id, version, valid_from, lines, created_by)
         VALUES ($1, $2, date '2026-01-01' + $2::int, '[{"kind": "per_hour", "amountFen": 100}]', $3)`,
        [id, version, lab.userId],
      );
    await Promise.all([11, 12, 13, 14].map(add));
    await expectFresh(58);
    const [row] = await query(
      'SELECT cardinality(priced_from) AS dates FROM instrument_search WHERE instrument_id = $1',
      [id],
    );
    expect(row).toEqual({ dates: 4 });
  });

  it('is seen to be stale where a trigger is missing', async () => {
    await query(`UPDATE instrument_search SET holder = 'x' WHERE instrument_id = $1`, [id]);
    const [kept, anew] = await bothWays();
    expect(kept).not.toEqual(anew);
  });
});
