import { fen, newId } from '@app/common';
import { etagOf } from '@app/http';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import type { UpdateInstrumentRequest } from '../instrument.dto';
import { TestRegister } from '../testing/register';

let database: TestDatabase;
let register: TestRegister;
let lab: Actor;
let bureau: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  bureau = await register.buildActor('bureau_reviewer', { regionCode: '330400' });
});
afterAll(() => database.drop());
beforeEach(async () => void (lab = await register.buildActor('lab_manager')));

const get = (id: string) => register.instruments.get(id);
const by = (actor: Actor, instrumentId: string, ifMatch?: string) => ({
  actor,
  instrumentId,
  ...(ifMatch && { ifMatch }),
});

async function patch(id: string, changes: UpdateInstrumentRequest) {
  const { version } = await get(id);
  return register.instruments.update(by(lab, id, etagOf(version)), changes);
}

/** A listed instrument with a revision of its model under review. */
async function underReview(changes: UpdateInstrumentRequest = { model: 'Sigma 500' }) {
  const { id } = await register.buildListed(lab);
  await patch(id, changes);
  await register.revisions.submit(by(lab, id));
  return id;
}

const historyOf = async (id: string) => (await register.histories.list(id, {})).items;

describe('InstrumentsService.update of a listed instrument', () => {
  it('applies at once what nobody reviews, and keeps the rest for a review', async () => {
    const { id } = await register.buildListed(lab);
    const messages = await register.countMessages(id);
    const changed = await patch(id, { model: 'Sigma 500', tags: ['场发射'], contactName: '王晓' });
    expect(changed).toMatchObject({
      ...{ status: 'listed', model: 'Sigma 300', tags: ['场发射'], contactName: '王晓' },
      pendingFields: ['model'],
    });
    expect(await register.revisions.get(id)).toMatchObject({
      state: 'draft',
      changes: [{ field: 'model', from: 'Sigma 300', to: 'Sigma 500' }],
      version: 1,
    });
    expect(await register.countMessages(id)).toBe(messages + 1);
    expect((await historyOf(id))[0]).toMatchObject({
      action: 'update',
      changes: [
        { field: 'tags', from: [], to: ['场发射'] },
        { field: 'contactName', withheld: true },
      ],
    });
  });

  it('adds to the open revision, and withdraws it when all is wanted back', async () => {
    const { id } = await register.buildListed(lab);
    await patch(id, { model: 'Sigma 500' });
    expect((await patch(id, { nameEn: 'SEM' })).pendingFields).toEqual(['nameEn', 'model']);
    expect((await patch(id, { model: 'Sigma 300' })).pendingFields).toEqual(['nameEn']);
    expect((await patch(id, { nameEn: null })).pendingFields).toEqual([]);
    expect(await register.revisions.get(id)).toMatchObject({ state: 'none', version: 0 });
  });

  it('says nothing to anybody about a form that is sent as it was read', async () => {
    const listed = await register.buildListed(lab);
    const messages = await register.countMessages(listed.id);
    const { model, nameZh, tags, originalValueFen } = listed;
    await patch(listed.id, { model, nameZh, tags, originalValueFen });
    expect(await register.countMessages(listed.id)).toBe(messages);
    expect((await historyOf(listed.id))[0]?.action).toBe('approve');
  });

  it('refuses what could not be approved: an asset number that is taken, a stranger’s whole', async () => {
    const taken = await register.buildDraft(lab);
    const { id } = await register.buildListed(lab);
    const foreign = await register.buildListed(await register.buildActor('lab_manager'));
    await expect(patch(id, { assetNumber: taken.assetNumber })).rejects.toMatchObject({
      code: 'asset-number-taken',
    });
    await expect(patch(id, { wholeId: foreign.id })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/wholeId' }] },
    });
    await expect(patch(id, { regionCode: '330499' })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/regionCode' }] },
    });
    expect((await register.revisions.get(id)).state).toBe('none');
  });

  it('refuses another value for what is being reviewed, and takes all else', async () => {
    const id = await underReview();
    await expect(patch(id, { model: 'Sigma 560' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'revision-under-review',
      members: { fields: ['model'] },
    });
    await expect(patch(id, { nameEn: 'SEM', tags: ['x'] })).rejects.toMatchObject({
      code: 'revision-under-review',
    });
    const changed = await patch(id, { model: 'Sigma 500', tags: ['场发射'] });
    expect(changed).toMatchObject({ tags: ['场发射'], pendingFields: ['model'] });
  });

  it('takes more units, not fewer', async () => {
    const { id } = await register.buildListed(lab, { units: 2 });
    await expect(patch(id, { units: 1 })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/units', code: 'units-fewer' }] },
    });
    expect((await patch(id, { units: 3 })).units).toHaveLength(3);
    expect((await historyOf(id))[0]?.changes).toEqual([{ field: 'units', from: 2, to: 3 }]);
  });

  it('leaves what is submitted or retired alone', async () => {
    const { id } = await register.buildDraft(lab);
    await register.lifecycle.move({ ...by(lab, id), transition: 'submit' });
    await expect(patch(id, { tags: ['x'] })).rejects.toMatchObject({ code: 'instrument-state' });
    await register.lifecycle.move({ ...by(lab, id), transition: 'retire', reason: '报废' });
    await expect(patch(id, { tags: ['x'] })).rejects.toMatchObject({ code: 'instrument-state' });
  });
});

describe('a revision', () => {
  it('leaves what is listed as it is until its last step, and then is what is listed', async () => {
    const id = await underReview({ model: 'Sigma 500', originalValueFen: fen(29_999_999) });
    expect(await get(id)).toMatchObject({ model: 'Sigma 300', mustShare: true });
    const before = await register.countMessages(id);
    const approved = await register.revisions.approve(by(bureau, id));
    expect(approved).toMatchObject({ state: 'approved' });
    const now = await get(id);
    expect(now).toMatchObject({ status: 'listed', model: 'Sigma 500', mustShare: false });
    expect(now.reportDueOn).toBeUndefined();
    expect(await register.countMessages(id)).toBe(before + 1);
    expect((await register.revisions.get(id)).state).toBe('none');
    expect((await historyOf(id))[0]).toMatchObject({
      ...{ action: 'revision-approve', reviewStep: 'office', toStatus: 'listed' },
      actorName: '测试人员',
      organisationId: bureau.organisationId,
      changes: [
        { field: 'model', from: 'Sigma 300', to: 'Sigma 500' },
        { field: 'originalValueFen', from: 245_000_000, to: 29_999_999 },
      ],
    });
  });

  it('passes the steps of its holder, with maker and checker', async () => {
    const admin = await register.buildActor('bureau_admin', { regionCode: '330400' });
    const steps = [
      { step: 'unit' as const, workdays: 2 },
      { step: 'bureau' as const, workdays: 5 },
    ];
    const { id } = await register.buildListed(lab);
    await register.db.query(`UPDATE organisation SET affiliation = 'county' WHERE id = $1`, [
      lab.organisationId,
    ]);
    await register.routes.put(admin, 'county', steps, {});
    const { organisationId } = lab;
    const unit = await register.buildActor('holder_admin', { organisationId });
    await patch(id, { model: 'Sigma 500' });
    const submitted = await register.revisions.submit(by(unit, id));
    expect(submitted.review).toMatchObject({ step: 'unit', overdue: false, steps });
    await expect(register.revisions.approve(by(unit, id))).rejects.toMatchObject({
      code: 'second-person-required',
    });
    await expect(register.revisions.approve(by(bureau, id))).rejects.toMatchObject({
      code: 'other-review-step',
      members: { step: 'unit' },
    });
    const colleague = await register.buildActor('holder_admin', { organisationId });
    expect(await register.revisions.approve(by(colleague, id))).toMatchObject({
      state: 'submitted',
      review: { step: 'bureau' },
    });
    expect((await get(id)).model).toBe('Sigma 300');
    await expect(register.revisions.approve(by(colleague, id))).rejects.toMatchObject({
      code: 'own-instrument',
    });
    await register.revisions.approve(by(bureau, id));
    expect((await get(id)).model).toBe('Sigma 500');
  });

  it('comes back with reasons, is changed and submitted again', async () => {
    const id = await underReview();
    const fields = [{ field: 'model' as const, reason: '与铭牌不符' }];
    const returned = await register.revisions.sendBack(by(bureau, id), '请核对', fields);
    expect(returned).toMatchObject({ state: 'returned', reason: '请核对', returnedFields: fields });
    expect((await historyOf(id))[0]).toMatchObject({
      ...{ action: 'revision-return', reason: '请核对', returnedFields: fields },
    });
    await patch(id, { model: 'Sigma 560' });
    expect(await register.revisions.get(id)).toMatchObject({
      ...{ state: 'returned', reason: '请核对', returnedFields: fields },
    });
    const again = await register.revisions.submit(by(lab, id));
    expect([again.state, again.reason, again.returnedFields]).toEqual(['submitted', undefined, []]);
    await register.revisions.approve(by(bureau, id));
    expect((await get(id)).model).toBe('Sigma 560');
  });

  it('is withdrawn by its holder, and by the retirement of the instrument', async () => {
    const id = await underReview();
    await register.revisions.withdraw(by(lab, id));
    await expect(register.revisions.approve(by(bureau, id))).rejects.toMatchObject({
      code: 'revision-state',
      members: { state: 'none' },
    });
    await patch(id, { model: 'Sigma 560' });
    await register.lifecycle.move({ ...by(lab, id), transition: 'retire', reason: '报废' });
    expect((await register.revisions.get(id)).state).toBe('none');
    expect((await historyOf(id)).map(({ action }) => action).slice(0, 3)).toEqual([
      ...['retire', 'revision-withdraw', 'revision-withdraw'],
    ]);
    expect((await get(id)).model).toBe('Sigma 300');
  });

  it('honours If-Match and the states of its commands', async () => {
    const { id } = await register.buildListed(lab);
    await expect(register.revisions.submit(by(lab, id))).rejects.toMatchObject({
      code: 'revision-state',
    });
    await patch(id, { model: 'Sigma 500' });
    await expect(register.revisions.approve(by(bureau, id))).rejects.toMatchObject({
      members: { state: 'draft' },
    });
    await expect(register.revisions.submit(by(lab, id, etagOf(7)))).rejects.toMatchObject({
      kind: 'precondition',
    });
    await register.revisions.submit(by(lab, id, etagOf(1)));
    await expect(register.revisions.submit(by(lab, id))).rejects.toMatchObject({
      members: { state: 'submitted' },
    });
  });

  it('lets one of two reviewers decide', async () => {
    const id = await underReview();
    const second = await register.buildActor('bureau_reviewer', { regionCode: '330400' });
    const outcomes = await Promise.allSettled([
      register.revisions.approve(by(bureau, id)),
      register.revisions.sendBack(by(second, id), '请核对'),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  describe('that is in the way of its approval', () => {
    const approve = (id: string) => register.revisions.approve(by(bureau, id));

    it('names the fields that moved meanwhile, until it is submitted again', async () => {
      const id = await underReview();
      await register.db.query(`UPDATE instrument SET model = 'Sigma 360' WHERE id = $1`, [id]);
      await expect(approve(id)).rejects.toMatchObject({
        kind: 'conflict',
        code: 'revision-outdated',
        members: { fields: ['model'] },
      });
      expect((await get(id)).model).toBe('Sigma 360');
      await register.revisions.sendBack(by(bureau, id), '请核对');
      await register.revisions.submit(by(lab, id));
      await approve(id);
      expect((await get(id)).model).toBe('Sigma 500');
    });

    it('says when the asset number has been taken since', async () => {
      const assetNumber = newId();
      const id = await underReview({ assetNumber });
      await register.buildDraft(lab, { assetNumber });
      await expect(approve(id)).rejects.toMatchObject({
        code: 'asset-number-taken',
        detail: { zh: expect.stringContaining(assetNumber) },
      });
      expect(await register.revisions.get(id)).toMatchObject({ state: 'submitted', version: 2 });
    });
  });

  it('is in the audit trail by the names of its fields, and the record beside it', async () => {
    const id = await underReview();
    await register.revisions.approve(by(bureau, id));
    const rows: { action: string; detail: object }[] = await register.db.query(
      `SELECT action, detail FROM audit_entry
        WHERE (object_id = $1 AND action = 'instrument.revise') OR detail ->> 'instrumentId' = $2 ORDER BY id`,
      [id, id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...['instrument-revision.propose', 'instrument-revision.submit'],
      ...['instrument.revise', 'instrument-revision.approve'],
    ]);
    expect(JSON.stringify(rows)).not.toContain('Sigma');
    const unsaid: object[] = await register.db.query(
      `SELECT action FROM audit_entry WHERE action LIKE 'instrument%.change'`,
    );
    // The hand in the test above that moved a record, and nothing else.
    expect(unsaid).toEqual([{ action: 'instrument.change' }]);
  });
});

describe('the list of open revisions', () => {
  it('shows each reader what they look after, by step and lateness', async () => {
    const [draft, waiting] = [(await register.buildListed(lab)).id, await underReview()];
    await patch(draft, { model: 'Sigma 500' });
    const find = async (reader: Actor, query = {}) => {
      const { items } = await register.revisions.list(reader, query);
      return items
        .filter(({ holderId }) => holderId === lab.organisationId)
        .map(({ instrumentId }) => instrumentId);
    };
    expect(await find(lab)).toEqual([draft, waiting]);
    expect(await find(await register.buildActor('county_reviewer'))).toEqual([draft, waiting]);
    const elsewhere = { regionCode: '330481' };
    expect(await find(await register.buildActor('county_reviewer', elsewhere))).toEqual([]);
    expect(await find(await register.buildActor('lab_manager'))).toEqual([]);
    expect(await find(bureau, { reviewStep: 'office' })).toEqual([waiting]);
    expect(await find(bureau, { reviewStep: 'bureau' })).toEqual([]);
    expect(await find(bureau, { reviewOverdue: true })).toEqual([]);
    await register.db.query(
      `UPDATE instrument_revision SET review_due_on = '2026-01-05' WHERE instrument_id = $1`,
      [waiting],
    );
    expect(await find(bureau, { reviewOverdue: true })).toEqual([waiting]);
    expect(await find(bureau, { reviewOverdue: false })).toEqual([draft]);
  });

  it('goes through pages', async () => {
    const made = [await underReview(), await underReview()].reverse();
    const first = await register.revisions.list(lab, { limit: 1 });
    const second = await register.revisions.list(lab, { limit: 1, cursor: first.next });
    expect([...first.items, ...second.items].map(({ instrumentId }) => instrumentId)).toEqual(made);
    expect(second.next).toBeUndefined();
    expect(first.items[0]).toMatchObject({
      ...{ state: 'submitted', fields: ['model'], nameZh: '场发射扫描电子显微镜' },
      review: { step: 'office', overdue: false },
    });
  });
});

describe('the table of revisions', () => {
  const insert = (instrumentId: string, parts = {}) => {
    const row = { id: newId(), instrument_id: instrumentId, changes: [{}], created_by: lab.userId };
    const defaults = { state: 'draft', returned_fields: [], review_due_provisional: false };
    const dated = { created_at: '2026-11-02', updated_at: '2026-11-02', version: 1 };
    return register.db.query(
      'INSERT INTO instrument_revision SELECT * FROM jsonb_populate_record(NULL::instrument_revision, $1)',
      [JSON.stringify({ ...row, ...defaults, ...dated, ...parts })],
    );
  };

  it('has one open revision of an instrument, whoever opens it', async () => {
    const { id } = await register.buildListed(lab);
    const outcomes = await Promise.allSettled([insert(id), insert(id)]);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toMatchObject([
      { reason: { driverError: { constraint: 'instrument_revision_open' } } },
    ]);
    await expect(insert(id, { state: 'withdrawn' })).resolves.toBeDefined();
  });

  it.each([
    ['instrument_revision_state_known', { state: 'lost' }],
    ['instrument_revision_has_changes', { changes: [] }],
    [
      'instrument_revision_step_known',
      {
        ...{ state: 'submitted', review_step: 'mayor', review_steps: [] },
        review_due_on: '2026-11-02',
      },
    ],
    ['instrument_revision_reviewed_while_submitted', { state: 'submitted' }],
    ['instrument_revision_reviewed_while_submitted', { review_due_on: '2026-11-02' }],
  ])('keeps %s', async (constraint, parts) => {
    const { id } = await register.buildListed(lab);
    await expect(insert(id, parts)).rejects.toMatchObject({ driverError: { constraint } });
  });
});
