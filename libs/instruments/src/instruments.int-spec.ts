import { fen, newId } from '@app/common';
import { etagOf } from '@app/http';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { TestRegister } from './testing/register';

let database: TestDatabase;
let register: TestRegister;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  lab = await register.buildActor('lab_manager');
});
afterAll(() => database.drop());

const refusal = (promise: Promise<unknown>): Promise<{ code: string; members: object }> =>
  promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: { code: string; members: object }) => error,
  );

describe('InstrumentsService.create', () => {
  it('makes a draft with its duty to share and the day the report is due', async () => {
    const instrument = await register.buildDraft(lab, { originalValueFen: fen(30_000_000) });
    expect(instrument).toMatchObject({
      status: 'draft',
      mustShare: true,
      sharingDuty: 'obliged',
      reportDueOn: '2026-10-12',
      reportDueProvisional: false,
      outsideJiaxing: false,
      units: [{ position: 1, name: '1号位' }],
      version: 1,
    });
  });

  it.each([
    ['a fen below the threshold', { originalValueFen: fen(29_999_999) }],
    ['paid privately', { fundingClasses: ['own' as const, 'social' as const] }],
  ])('takes one %s as voluntary, without an error', async (_, changes) => {
    const instrument = await register.buildDraft(lab, changes);
    expect(instrument).toMatchObject({ mustShare: false, sharingDuty: 'voluntary' });
    expect(instrument.reportDueOn).toBeUndefined();
  });

  it('marks a due day that runs into a year without published holidays', async () => {
    const instrument = await register.buildDraft(lab, { acceptedOn: '2026-12-15' });
    expect(instrument.reportDueProvisional).toBe(true);
  });

  it('makes as many units as asked for', async () => {
    const { units } = await register.buildDraft(lab, { units: 4 });
    expect(units.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  });

  it('warns about an unlisted level 3 and refuses an unknown category and region', async () => {
    const { warnings } = await register.buildDraft(lab, { categoryCode: '010199' });
    expect(warnings.map(({ code }) => code)).toEqual(['category-level-3-unknown']);
    const refused = await refusal(
      register.buildDraft(lab, { categoryCode: '150101', regionCode: '330499' }),
    );
    expect(refused).toMatchObject({
      kind: 'rule',
      members: { errors: [{ pointer: '/categoryCode' }, { pointer: '/regionCode' }] },
    });
  });

  it('lets one of two writers have an asset number and names the field to the other', async () => {
    const assetNumber = newId();
    const attempts = await Promise.allSettled([
      register.buildDraft(lab, { assetNumber }),
      register.buildDraft(lab, { assetNumber }),
    ]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = attempts.find((attempt) => attempt.status === 'rejected');
    expect(lost?.reason).toMatchObject({
      kind: 'conflict',
      code: 'asset-number-taken',
      members: { errors: [{ pointer: '/assetNumber', code: 'taken' }] },
    });
  });

  it('lets two holders use the same asset number', async () => {
    const assetNumber = newId();
    const other = await register.buildActor('lab_manager');
    await register.buildDraft(lab, { assetNumber });
    await expect(register.buildDraft(other, { assetNumber })).resolves.toBeDefined();
  });

  it('repeats its answer for a repeated key', async () => {
    const input = register.describe();
    const call = () => ({
      callerId: lab.userId,
      key: input.assetNumber,
      operation: 'create',
      requestHash: Buffer.alloc(32),
      replayed: false,
    });
    const [first, second] = await Promise.all([
      register.instruments.create(lab, input, call()),
      register.instruments.create(lab, input, call()),
    ]);
    expect(second).toEqual(first);
  });
});

describe('the instrument table', () => {
  const insert = (columns: string, values: string) =>
    database.dataSource.query(
      `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer,
         accepted_on, region_code, address, ${columns})
       VALUES ($1, $2, 'x', $3, '010102', '', '', '2026-01-05', '330402', '', ${values})`,
      [newId(), lab.organisationId, newId()],
    );

  it.each([
    ['instrument_must_share_follows_value_funding_and_use', `30000000, '{state_capital}', false`],
    ['instrument_must_share_follows_value_funding_and_use', `29999999, '{state_capital}', true`],
    ['instrument_must_share_follows_value_funding_and_use', `30000000, '{own}', true`],
    ['instrument_value_not_negative', `-1, '{own}', false`],
    ['instrument_funding_known', `1, '{}', false`],
    ['instrument_funding_known', `1, '{lottery}', false`],
  ])('keeps %s', async (constraint, values) => {
    await expect(
      insert('original_value_fen, funding_classes, must_share', values),
    ).rejects.toMatchObject({ driverError: { constraint } });
  });
});

describe('InstrumentsService.update', () => {
  it('judges the duty anew and counts the version', async () => {
    const draft = await register.buildDraft(lab, { nameEn: 'SEM' });
    const updated = await register.instruments.update(
      { actor: lab, instrumentId: draft.id, ifMatch: etagOf(draft.version) },
      { fundingClasses: ['own'], nameEn: null, units: 2 },
    );
    expect(updated).toMatchObject({ mustShare: false, version: 2, model: draft.model });
    expect(updated.nameEn).toBeUndefined();
    expect(updated.units[0]).toEqual(draft.units[0]);
    expect(updated.units).toHaveLength(2);
    expect(updated.pendingFields).toEqual([]);
  });

  it('keeps what it changed in the history, page by page, newest first', async () => {
    const draft = await register.buildDraft(lab);
    const update = (version: number, changes: object) =>
      register.instruments.update(
        { actor: lab, instrumentId: draft.id, ifMatch: etagOf(version) },
        changes,
      );
    await update(1, { model: 'Sigma 500', contactPhone: '0573-83001000' });
    await update(2, { fundingClasses: ['own'], units: 2 });
    const first = await register.histories.list(draft.id, { limit: 2 });
    expect(first.items).toMatchObject([
      {
        ...{ action: 'update', fromStatus: 'draft', toStatus: 'draft', actorName: '测试人员' },
        changes: [
          { field: 'fundingClasses', from: ['fiscal_local'], to: ['own'] },
          { field: 'units', from: 1, to: 2 },
        ],
      },
      {
        changes: [
          { field: 'model', from: 'Sigma 300', to: 'Sigma 500' },
          { field: 'contactPhone', withheld: true },
        ],
      },
    ]);
    const rest = await register.histories.list(draft.id, { limit: 2, cursor: first.next });
    expect(rest).toMatchObject({ items: [{ action: 'create', toStatus: 'draft' }] });
    expect(rest.items[0]?.changes).toContainEqual({ field: 'model', from: null, to: 'Sigma 300' });
    expect(rest.next).toBeUndefined();
    expect(JSON.stringify([first, rest])).not.toContain('83001000');
  });

  it('wants the version its sender read', async () => {
    const { id: instrumentId } = await register.buildDraft(lab);
    const change = { model: 'Sigma 500' };
    const update = (ifMatch?: string) =>
      refusal(register.instruments.update({ actor: lab, instrumentId, ifMatch }, change));
    expect(await update()).toMatchObject({ kind: 'invalid' });
    expect(await update(etagOf(7))).toMatchObject({ kind: 'precondition' });
  });

  it('refuses a whole that is a part itself, and one whose parts it has', async () => {
    const whole = await register.buildDraft(lab);
    const part = await register.buildDraft(lab, { wholeId: whole.id });
    const refused = { kind: 'conflict', code: 'part-has-no-parts' };
    expect(await refusal(register.buildDraft(lab, { wholeId: part.id }))).toMatchObject(refused);
    const update = (id: string, wholeId: string) =>
      register.instruments.update({ actor: lab, instrumentId: id, ifMatch: '*' }, { wholeId });
    const other = await register.buildDraft(lab);
    expect(await refusal(update(other.id, part.id))).toMatchObject(refused);
    expect(await refusal(update(whole.id, other.id))).toMatchObject(refused);
    expect(await refusal(update(other.id, other.id))).toMatchObject(refused);
  });

  it('refuses an asset number that is taken', async () => {
    const taken = await register.buildDraft(lab);
    const draft = await register.buildDraft(lab);
    const refused = await refusal(
      register.instruments.update(
        { actor: lab, instrumentId: draft.id, ifMatch: etagOf(1) },
        { assetNumber: taken.assetNumber },
      ),
    );
    expect(refused).toMatchObject({ code: 'asset-number-taken' });
  });
});

describe('InstrumentsService.list and get', () => {
  /** Whether the actor's list holds the instrument of that asset number. */
  const lists = async (actor: Actor, assetNumber: string): Promise<boolean> =>
    (await register.instruments.list(actor, { q: assetNumber })).items.length === 1;

  it('lists a draft for its laboratory, its county and the bureau only', async () => {
    const { assetNumber } = await register.buildDraft(lab);
    const { organisationId } = lab;
    const readers: [boolean, ...Parameters<TestRegister['buildActor']>][] = [
      [true, 'lab_manager', { organisationId }],
      [true, 'holder_admin', { organisationId }],
      [true, 'bureau_reviewer'],
      [true, 'auditor'],
      [true, 'county_reviewer'],
      [false, 'county_reviewer', { regionCode: '330481' }],
      [false, 'department_reviewer'],
      [false, 'lab_manager'],
      [false, 'enterprise_member', { organisationId }],
    ];
    for (const [shown, role, parts] of readers) {
      const reader = await register.buildActor(role, parts);
      expect([role, parts, await lists(reader, assetNumber)]).toEqual([role, parts, shown]);
    }
  });

  it('lists a draft where its holder belongs, not where it stands', async () => {
    const county = await register.buildActor('county_reviewer');
    const zone = await register.buildActor('county_reviewer', { regionCode: '330400-F1' });
    const department = await register.buildActor('department_reviewer');
    const shownTo = async (holder: Actor) => {
      const { assetNumber } = await register.buildDraft(holder, { regionCode: '330402' });
      const shown = { county, zone, department };
      const entries = Object.entries(shown).map(async ([name, reader]) =>
        (await lists(reader, assetNumber)) ? name : null,
      );
      return (await Promise.all(entries)).filter((name) => name !== null);
    };
    const holderOf = async (affiliation: string, regionCode: string, supervisorId?: string) => {
      const holder = await register.buildActor('lab_manager', { regionCode });
      await register.db.query(
        'UPDATE organisation SET affiliation = $2, supervisor_id = $3 WHERE id = $1',
        [holder.organisationId, affiliation, supervisorId ?? null],
      );
      return holder;
    };
    expect(await shownTo(await holderOf('none', '330402'))).toEqual(['county']);
    expect(await shownTo(await holderOf('county', '330400-F1'))).toEqual(['zone']);
    expect(await shownTo(await holderOf('none', '330481'))).toEqual([]);
    const { organisationId } = department;
    expect(await shownTo(await holderOf('city', '330402', organisationId))).toEqual(['department']);
    expect(await shownTo(await holderOf('provincial', '330402'))).toEqual([]);
  });

  it('finds by part of any name, whatever its case, and takes % and _ as they are', async () => {
    const mark = newId();
    const listed = await register.buildListed(lab, {
      nameEn: `Odd_50% ${mark}`,
      model: `QX ${mark}`,
    });
    const find = async (q: string) => {
      const { items } = await register.instruments.list(lab, { q });
      return items.map(({ id }) => id);
    };
    expect(await find(`qx ${mark.toUpperCase()}`)).toEqual([listed.id]);
    expect(await find(`odd_50% ${mark}`)).toEqual([listed.id]);
    expect(await find(`odd-50% ${mark}`)).toEqual([]);
    expect(await find(listed.holderNameZh)).toContain(listed.id);
  });

  it('filters by class, region, side of the city border and status', async () => {
    const holder = await register.buildActor('lab_manager');
    const inside = await register.buildListed(holder, { categoryCode: '010102' });
    const outside = await register.buildListed(holder, {
      categoryCode: '020101',
      regionCode: '310115',
    });
    const draft = await register.buildDraft(holder);
    const find = async (filter: object) => {
      const { items } = await register.instruments.list(holder, {
        q: inside.holderNameZh,
        ...filter,
      });
      return items.map(({ id }) => id).sort();
    };
    expect(await find({})).toEqual([inside.id, outside.id, draft.id].sort());
    expect(await find({ categoryCode: '020000' })).toEqual([outside.id]);
    expect(await find({ categoryCode: '010100', status: 'listed' })).toEqual([inside.id]);
    expect(await find({ regionCode: '310000' })).toEqual([outside.id]);
    expect(await find({ regionCode: '330400', status: 'listed' })).toEqual([inside.id]);
    expect(await find({ outsideJiaxing: true })).toEqual([outside.id]);
    expect(await find({ outsideJiaxing: false })).toEqual([inside.id, draft.id].sort());
    expect(await find({ status: 'draft' })).toEqual([draft.id]);
  });

  it('goes through pages without loss or repetition', async () => {
    const holder = await register.buildActor('lab_manager');
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.push((await register.buildDraft(holder)).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { status: 'draft' as const, limit: 2, cursor };
      const { items, next } = await register.instruments.list(holder, query);
      seen.push(...items.map(({ id }) => id));
      cursor = next;
    } while (cursor);
    expect(seen).toEqual(made.reverse());
  });

  it('keeps the telephone number out of lists', async () => {
    const listed = await register.buildListed(lab, { contactPhone: '0573-83001000' });
    const { items } = await register.instruments.list(lab, { q: listed.assetNumber });
    expect(items[0]?.contactPhone).toBeUndefined();
    expect((await register.instruments.get(listed.id)).contactPhone).toBe('0573-83001000');
  });
});
