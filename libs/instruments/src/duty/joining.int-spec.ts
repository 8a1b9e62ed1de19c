import { DateTime } from 'luxon';
import { FieldsRefused } from '@app/common';
import { inTransaction } from '@app/database';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { OwnInstrument } from '../review/review.errors';
import { DutyDesk } from '../testing/duty-desk';
import { TestRegister } from '../testing/register';
import type { ExternalIdFields } from './external-id.dto';
import { ExternalNumberTaken } from './external-id.errors';

let database: TestDatabase;
let register: TestRegister;
let desk: DutyDesk;
let lab: Actor;
let bureau: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  desk = new DutyDesk(register);
  lab = await register.buildActor('lab_manager');
  bureau = await register.buildActor('bureau_reviewer');
});
afterAll(() => database.drop());
beforeEach(() => at('2026-11-23'));
afterEach(() => setDatabaseTime(database, null));

const at = (date: string): Promise<void> =>
  setDatabaseTime(database, DateTime.fromISO(`${date}T12:00:00+08:00`) as DateTime<true>);

const draft = async (): Promise<string> => (await register.buildDraft(lab)).id;
const put = (instrumentId: string, externalIds: ExternalIdFields[]) =>
  desk.externalIds.put({ actor: lab, instrumentId }, externalIds);
const verify = (instrumentId: string, verifiedOn?: string, actor = bureau) =>
  desk.externalIds.verify({ actor, instrumentId }, { scheme: 'regional', verifiedOn });
const inTx = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> =>
  inTransaction(database.dataSource, work);

describe('ExternalIds', () => {
  it('keeps what is unchanged verified, and has what changes verified anew', async () => {
    const id = await draft();
    const url = 'https://www.csjpt.cn/instrument/1';
    await put(id, [
      { scheme: 'regional', url },
      { scheme: 'nrii', number: `N-${id}` },
    ]);
    await verify(id);
    const same = await put(id, [{ scheme: 'regional', url }]);
    expect(same).toEqual({ externalIds: [{ scheme: 'regional', url, verifiedOn: '2026-11-23' }] });
    const changed = await put(id, [{ scheme: 'regional', url: `${url}0` }]);
    expect(changed).toEqual({ externalIds: [{ scheme: 'regional', url: `${url}0` }] });
  });

  it.each<[string, ExternalIdFields[], string]>([
    ['neither number nor address', [{ scheme: 'nrii' }], '/externalIds/0/number'],
    [
      'an address of a script',
      [{ scheme: 'nrii', url: 'javascript:alert(1)' }],
      '/externalIds/0/url',
    ],
    ['no address at all', [{ scheme: 'nrii', url: '见网站' }], '/externalIds/0/url'],
    [
      'a register twice',
      [
        { scheme: 'nrii', number: '1' },
        { scheme: 'nrii', number: '2' },
      ],
      '/externalIds/1/scheme',
    ],
  ])('refuses %s by its place', (_, externalIds, pointer) => {
    expect(() => put(lab.userId, externalIds)).toThrow(
      expect.objectContaining({ members: { errors: [expect.objectContaining({ pointer })] } }),
    );
  });

  it('gives a number to one instrument only, also when ten ask at once', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 10; count += 1) ids.push(await draft());
    const number = `R-${ids[0]}`;
    const answers = await Promise.allSettled(
      ids.map((id) => put(id, [{ scheme: 'regional', number }])),
    );
    const reasons = answers.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as Error] : [],
    );
    expect(reasons).toHaveLength(9);
    for (const reason of reasons) expect(reason).toBeInstanceOf(ExternalNumberTaken);
  });

  it('#7 is verified by another organisation, for what is recorded, and not for a day to come', async () => {
    const id = await draft();
    await expect(verify(id)).rejects.toThrow(FieldsRefused);
    await put(id, [{ scheme: 'regional', number: `R-${id}` }]);
    await expect(verify(id, '2026-11-24')).rejects.toThrow(FieldsRefused);
    const own = await register.buildActor('bureau_reviewer', {
      organisationId: lab.organisationId,
    });
    await expect(verify(id, undefined, own)).rejects.toThrow(OwnInstrument);
  });

  it('records what a ledger brings, and says what became of it', async () => {
    const [one, two] = [await draft(), await draft()];
    const record = (instrumentId: string, number: string) =>
      inTx((tx) => desk.externalIds.record(tx, { instrumentId, scheme: 'asset_cloud', number }));
    expect(await record(one, `A-${one}`)).toBe('recorded');
    expect(await record(one, `A-${one}`)).toBe('known');
    expect(await record(one, `A-${two}`)).toBe('different');
    expect(await record(two, `A-${one}`)).toBe('taken');
  });

  it('tells the platform of a listed instrument, and nobody of a draft', async () => {
    const { id } = await register.buildListed(lab);
    const before = await register.countMessages(id);
    await put(id, [{ scheme: 'nrii', number: `N-${id}` }]);
    expect(await register.countMessages(id)).toBe(before + 1);
    const unlisted = await draft();
    await put(unlisted, [{ scheme: 'nrii', number: `N-${unlisted}` }]);
    expect(await register.countMessages(unlisted)).toBe(0);
  });
});

describe('joining the regional platform', () => {
  it('starts the deadlines once, by acceptance or by sight, and ends with the registration', async () => {
    const id = await draft();
    await inTx((tx) => desk.externalIds.markAcceptedByPlatform(tx, id, '2026-08-25'));
    expect(await desk.duty.get(id)).toMatchObject({
      ...{ joinedOn: '2026-08-25', reportedOn: '2026-08-25', reportedAs: 'accepted' },
      ...{ sensorDueOn: '2026-10-12', sensorDueProvisional: false, termsDueOn: '2026-11-25' },
    });
    await verify(id, '2026-11-01');
    await inTx((tx) => desk.externalIds.markAcceptedByPlatform(tx, id, '2026-11-02'));
    expect(await desk.duty.get(id)).toMatchObject({ joinedOn: '2026-08-25' });
    await put(id, []);
    const left = Object.keys(await desk.duty.get(id));
    for (const name of ['joinedOn', 'reportedOn', 'sensorDueOn', 'termsDueOn'])
      expect(left).not.toContain(name);
  });

  it('is not the same as being handed in', async () => {
    const { id } = await register.buildListed(lab);
    expect(await desk.duty.get(id)).toMatchObject({
      ...{ reportedOn: '2026-11-23', reportedAs: 'handed_in', overdue: [] },
    });
  });

  it('counts the sensor by the calendar as it becomes known', async () => {
    const id = await draft();
    await at('2026-12-02');
    await put(id, [{ scheme: 'regional', number: `R-${id}` }]);
    await verify(id, '2026-12-01');
    expect(await desk.duty.get(id)).toMatchObject({
      ...{ sensorDueOn: '2027-01-12', sensorDueProvisional: true },
    });
    await inTx(async (tx) => {
      await tx.query(`INSERT INTO work_calendar_year (id, year) VALUES (gen_random_uuid(), 2027)`);
      await tx.query(
        `INSERT INTO work_calendar_day (date, kind, name_zh, year_id)
         SELECT '2027-01-01', 'holiday', '元旦', id FROM work_calendar_year WHERE year = 2027`,
      );
    });
    await desk.deadlines.recount(2027);
    expect(await desk.duty.get(id)).toMatchObject({
      ...{ sensorDueOn: '2027-01-13', sensorDueProvisional: false },
    });
  });
});

describe('the sensor', () => {
  const sensor = (instrumentId: string, installedOn: string, recoveredOn?: string) =>
    desk.connections.putSensor(
      { actor: lab, instrumentId },
      { number: 'S1', installedOn, recoveredOn },
    );

  it('is installed and, when the instrument is scrapped, recovered', async () => {
    const id = await draft();
    expect(await sensor(id, '2026-11-20')).toMatchObject({
      ...{ sensorNumber: 'S1', sensorInstalledOn: '2026-11-20', sensorToRecover: false },
    });
    await register.lifecycle.move({
      ...{ actor: lab, instrumentId: id, transition: 'retire', reason: '报废' },
    });
    expect(await desk.duty.get(id)).toMatchObject({ sensorToRecover: true });
    expect(await sensor(id, '2026-11-20', '2026-11-23')).toMatchObject({ sensorToRecover: false });
  });

  it('is neither installed nor recovered in the future, nor recovered before it was installed', async () => {
    const id = await draft();
    await expect(sensor(id, '2026-11-24')).rejects.toThrow(FieldsRefused);
    await expect(sensor(id, '2026-11-20', '2026-11-24')).rejects.toThrow(FieldsRefused);
    expect(() => sensor(id, '2026-11-20', '2026-11-19')).toThrow(FieldsRefused);
  });
});

describe('classified sets', () => {
  it('are counted under an offline filing number, and nothing else is kept of them', async () => {
    const { organisationId } = lab;
    const admin = await register.buildActor('holder_admin', { organisationId });
    const tell = (count: number, filingNumber?: string, ifMatch?: string) =>
      desk.holdings.put({ actor: admin, organisationId, ifMatch }, { count, filingNumber });
    expect(await desk.holdings.get(organisationId)).toMatchObject({ count: 0, version: 0 });
    expect(() => tell(3)).toThrow(FieldsRefused);
    const told = await tell(3, '嘉密备〔2026〕5号', '"0"');
    expect(told).toMatchObject({ count: 3, filingNumber: '嘉密备〔2026〕5号', version: 1 });
    expect(await tell(0)).toMatchObject({ count: 0, version: 2 });
    await tell(2, '嘉密备〔2026〕6号');
    expect((await desk.duty.summary(bureau, { holderId: organisationId })).classified).toBe(2);
    await expect(register.buildDraft(lab, { classified: true })).rejects.toThrow(FieldsRefused);
  });
});
