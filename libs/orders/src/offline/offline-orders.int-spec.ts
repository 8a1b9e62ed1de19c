import { FieldsRefused, newId } from '@app/common';
import { inTransaction } from '@app/database';
import { VoucherNotFound } from '@app/vouchers';
import { setDatabaseTime, type TestDatabase } from '../../../../test/support/database';
import { DateTime } from 'luxon';
import { FeeAboveQuote, OrderStateConflict } from '../order.errors';
import { CONTACT, type OfflineDesk, OUTSIDE } from '../testing/offline-desk';
import { useOffline } from '../../../../test/support/offline-stage';
import { LIST_FEN, type OrderDesk, type OrderSides } from '../testing/order-desk';
import type { FileOfflineServiceRequest } from './offline.dto';
import { ServiceNotOver } from './offline.errors';

const stage = useOffline();
let database: TestDatabase;
let desk: OrderDesk;
let office: OfflineDesk;
let sides: OrderSides;

beforeAll(() => {
  ({ database, desk, office } = stage);
});
beforeEach(async () => {
  sides = await desk.buildSides();
});

const at = (iso: string) => DateTime.fromISO(iso) as DateTime<true>;
const file = (request: FileOfflineServiceRequest) => office.filed.create(sides.person, request, {});

/** What a filing is refused for, as pointer and code. */
async function refusalOf(request: FileOfflineServiceRequest): Promise<string[]> {
  const error: unknown = await file(request).then(
    () => undefined,
    (refused: unknown) => refused,
  );
  expect(error).toBeInstanceOf(FieldsRefused);
  const { errors } = (error as FieldsRefused).members as {
    errors: { pointer: string; code: string }[];
  };
  return errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('a service that is filed', () => {
  it('waits for its provider with the agreed fee, and holds nothing', async () => {
    const voucherId = await desk.issueTo(sides.person);
    const order = await file(await office.request(sides, { voucherId }));
    expect(order).toMatchObject({
      ...{ kind: 'offline', state: 'submitted', feeFen: LIST_FEN, voucherId },
      quote: { listFen: LIST_FEN, voucherFen: 0, ownFen: LIST_FEN },
      allowedActions: ['withdraw', 'provide-evidence', 'keep-papers'],
    });
    expect(await office.filed.findFor(order.id)).toMatchObject({
      ...{ description: '透射电镜形貌观察 6 个样', regionCode: '310000', contactEmail: null },
      ...{ startsAt: '2099-03-02T09:00:00.000+08:00', confirmedHow: null, evidence: [] },
    });
    expect(await desk.availableOf(voucherId)).toBe(10 * LIST_FEN);
    // Its people confirm signed in, so they are told and no link is sent.
    expect(await office.mailsOf(order.id)).toEqual(['offline-asked']);
  });

  it('is refused once it has begun, by the database’s clock, and names the field', async () => {
    await setDatabaseTime(database, at('2099-03-02T09:00:00+08:00'));
    expect(await refusalOf(await office.request(sides))).toEqual(['/startsAt service-begun']);
    await setDatabaseTime(database, at('2099-03-02T08:59:59+08:00'));
    expect(await file(await office.request(sides))).toMatchObject({ state: 'submitted' });
  });

  it('names one provider, not oneself, with an address where nobody can sign in', async () => {
    const nobody = { providerOrganisationId: null };
    expect(await refusalOf(await office.request(sides, nobody))).toEqual([
      '/instrumentId one-provider',
    ]);
    expect(await refusalOf({ ...(await office.request(sides)), provider: OUTSIDE })).toEqual([
      '/instrumentId one-provider',
    ]);
    const { organisationId } = sides.person;
    expect(
      await refusalOf(await office.request(sides, { providerOrganisationId: organisationId })),
    ).toEqual(['/providerOrganisationId provider-is-user']);
    expect(
      await refusalOf(await office.request(sides, { providerOrganisationId: newId() })),
    ).toEqual(['/providerOrganisationId provider-unknown']);
    expect(await refusalOf(office.requestOutside({ contactEmail: null }))).toEqual([
      '/contactEmail contact-missing',
    ]);
  });

  it('refuses a provider by hand whose codes are none, and an office of the state', async () => {
    const wrong = { ...OUTSIDE, creditCode: '91310115MA9JXDY101', regionCode: '310999' };
    expect(await refusalOf(office.requestOutside({ provider: wrong }))).toEqual([
      '/provider/creditCode check-character',
      '/provider/regionCode unknown',
    ]);
    const bureau = { ...OUTSIDE, creditCode: '11330400MA9JXDY104' };
    expect(await refusalOf(office.requestOutside({ provider: bureau }))).toEqual([
      '/provider/legalForm office',
    ]);
  });

  it('refuses the address of one’s own people, who would confirm for the provider', async () => {
    const email = `${newId()}@user.example`;
    await database.dataSource.query('UPDATE app_user SET email = $2 WHERE id = $1', [
      ...[sides.leader.userId, email],
    ]);
    await database.dataSource.query(
      `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'enterprise_admin')`,
      [sides.leader.userId, sides.leader.organisationId],
    );
    const request = office.requestOutside({ contactEmail: email.toUpperCase() });
    expect(await refusalOf(request)).toEqual(['/contactEmail contact-is-yours']);
  });

  it('takes neither papers nor vouchers of others', async () => {
    const contractFileId = await office.buildFile(sides.manager);
    expect(await refusalOf(await office.request(sides, { contractFileId }))).toEqual([
      '/contractFileId file-unknown',
    ]);
    const voucherId = await desk.issueTo(sides.manager);
    await expect(file(await office.request(sides, { voucherId }))).rejects.toThrow(VoucherNotFound);
  });
});

describe('a provider named by hand', () => {
  it('is one organisation for everybody who names its credit code, also at once', async () => {
    const rivals = await Promise.all(Array.from({ length: 8 }, () => desk.buildSides()));
    const provider = { ...OUTSIDE, creditCode: '91310115MA9JXDY17H' };
    const filed = await Promise.all(
      rivals.map(({ person }, index) =>
        office.filed.create(
          person,
          office.requestOutside({ provider: { ...provider, nameZh: `名称 ${index}` } }),
          {},
        ),
      ),
    );
    expect(new Set(filed.map((order) => order.providerOrganisationId)).size).toBe(1);
    const known: { verification: string; legal_form: string }[] = await database.dataSource.query(
      'SELECT verification, legal_form FROM organisation WHERE credit_code = $1',
      [provider.creditCode],
    );
    expect(known).toEqual([{ verification: 'pending', legal_form: 'enterprise' }]);
  });

  it('is asked by a link when nobody of it can sign in, written as it may be', async () => {
    const provider = { ...OUTSIDE, creditCode: ' 91310115ma9jxdy10u ' };
    const one = await file(office.requestOutside({ provider }));
    const other = await file(office.requestOutside());
    expect(other.providerOrganisationId).toBe(one.providerOrganisationId);
    expect(await office.mailsOf(one.id)).toEqual(['order-confirmation']);
    expect(await office.filed.findFor(one.id)).toMatchObject({ contactEmail: CONTACT });
  });
});

describe('a filed service', () => {
  it('binds when its provider confirms, and the voucher is held, captured and accepted', async () => {
    const voucherId = await desk.issueTo(sides.person);
    const { id } = await file(await office.request(sides, { voucherId }));
    const open = await office.course.confirm(sides.manager, id, {});
    expect(open).toMatchObject({
      state: 'open',
      quote: { voucherFen: LIST_FEN / 2, ownFen: LIST_FEN / 2 },
    });
    expect(await desk.availableOf(voucherId)).toBe(9.5 * LIST_FEN);
    const reportFileId = await office.buildFile(sides.manager);
    const done = await office.course.complete(
      ...([sides.manager, id, { actualFen: 80_000, reportFileId }, {}] as const),
    );
    expect(done).toMatchObject({ state: 'completed', actualFen: 80_000, capturedFen: 40_000 });
    expect(await desk.orders.accept(sides.leader, id, {})).toMatchObject({ state: 'accepted' });
    expect(await desk.availableOf(voucherId)).toBe(10 * LIST_FEN - 40_000);
    expect(await office.filed.findFor(id)).toMatchObject({
      ...{ confirmedHow: 'provider', completedHow: 'provider', hasReport: true },
    });
    expect((await desk.invariants.check()).violations).toEqual([]);
  });

  it('gives the voucher back when it is called off', async () => {
    const voucherId = await desk.issueTo(sides.person);
    const { id } = await file(await office.request(sides, { voucherId }));
    await office.course.confirm(sides.manager, id, {});
    await office.course.cancel(sides.person, id, '改期', {});
    expect(await desk.availableOf(voucherId)).toBe(10 * LIST_FEN);
    expect(await office.filed.findFor(id)).toMatchObject({ endedReason: '改期' });
  });

  it('counts as outside Jiaxing by the place of service', async () => {
    const voucherId = await desk.issueTo(sides.person, { outsideJiaxingOnly: true });
    const inside = { place: '嘉兴市南湖区', regionCode: '330402' };
    const near = await file(await office.request(sides, { voucherId, ...inside }));
    expect(await office.course.confirm(sides.manager, near.id, {})).toMatchObject({
      quote: { voucherFen: 0, voucherReason: 'inside_jiaxing' },
    });
    const far = await file(await office.request(sides, { voucherId }));
    expect(await office.course.confirm(sides.manager, far.id, {})).toMatchObject({
      quote: { voucherFen: LIST_FEN / 2 },
    });
  });

  it('is completed by its user organisation once it is over, with a report', async () => {
    const id = await office.build(sides, 'open');
    const complete = (input: object) => office.course.complete(sides.person, id, input, {});
    const reportFileId = await office.buildFile(sides.person);
    await expect(complete({ reportFileId })).rejects.toThrow(ServiceNotOver);
    await setDatabaseTime(database, at('2099-03-04T18:00:00+08:00'));
    await expect(complete({})).rejects.toMatchObject({
      members: { errors: [{ pointer: '/reportFileId', code: 'report-missing' }] },
    });
    await expect(complete({ reportFileId, actualFen: LIST_FEN + 1 })).rejects.toThrow(
      FeeAboveQuote,
    );
    expect(await complete({ reportFileId })).toMatchObject({ state: 'completed' });
    expect(await office.filed.findFor(id)).toMatchObject({ completedHow: 'user', hasReport: true });
  });

  it('keeps its papers: both before it is completed, what is missing after', async () => {
    const id = await office.build(sides, 'completed');
    const keep = async (paper: 'contractFileId' | 'reportFileId') =>
      office.course.keepPapers(
        ...([sides.person, id, { [paper]: await office.buildFile(sides.person) }, {}] as const),
      );
    await keep('contractFileId');
    await expect(keep('contractFileId')).rejects.toMatchObject({
      members: { errors: [{ pointer: '/contractFileId', code: 'paper-kept' }] },
    });
    await keep('reportFileId');
    expect((await office.course.openPaper(sides.person, id, 'contract')).content.toString()).toBe(
      '%PDF',
    );
    await expect(office.course.openPaper(sides.person, id, 'evidence')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('is claimed with contract and report, whichever way each came', async () => {
    const missing = async (id: string) =>
      (await inTransaction(desk.db, (tx) => desk.orders.getForClaim(tx, id))).missingPapers;
    const id = await office.build(sides, 'completed');
    expect(await missing(id)).toEqual(['contract', 'report']);
    await database.dataSource.query(
      `INSERT INTO order_attachment (id, order_id, file_id, kind, sha256, attached_by, organisation_id)
       VALUES ($1, $2, $3, 'report', $4, $5, $6)`,
      [
        ...[newId(), id, await office.buildFile(sides.manager), 'ab'.repeat(32)],
        ...[sides.manager.userId, sides.manager.organisationId],
      ],
    );
    expect(await missing(id)).toEqual(['contract']);
    const contractFileId = await office.buildFile(sides.person);
    await office.course.keepPapers(sides.person, id, { contractFileId }, {});
    expect(await missing(id)).toEqual([]);
    expect(await missing(await desk.buildOrder(sides))).toEqual([]);
  });

  it('is no order of samples, and takes no commands of one', async () => {
    const slot = await desk.buildOrder(sides);
    await expect(office.course.cancel(sides.person, slot, null, {})).rejects.toBeInstanceOf(
      OrderStateConflict,
    );
    expect(await desk.get(sides.person, slot)).toMatchObject({ state: 'open' });
  });
});

describe('at once', () => {
  it('a provider confirming and a user organisation withdrawing have one outcome', async () => {
    for (let round = 0; round < 6; round += 1) {
      const voucherId = await desk.issueTo(sides.person);
      const { id } = await file(await office.request(sides, { voucherId }));
      const outcomes = await Promise.allSettled([
        office.course.confirm(sides.manager, id, {}),
        office.course.withdraw(sides.person, id, {}),
        office.course.reject(sides.operator, id, '排期已满', {}),
        office.course.confirm(sides.operator, id, {}),
      ]);
      const won = outcomes.filter(({ status }) => status === 'fulfilled');
      expect(won).toHaveLength(1);
      const { state } = await desk.get(sides.person, id);
      const held = state === 'open' ? LIST_FEN / 2 : 0;
      expect(await desk.availableOf(voucherId)).toBe(10 * LIST_FEN - held);
    }
  });
});
