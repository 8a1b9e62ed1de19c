import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { adminUrl } from '../../../test/support/test-server';
import { HeadRecorder } from './head-recorder';
import { TrailDesk } from './testing/trail-desk';

const MINUTE = 60_000;

let database: TestDatabase;
let desk: TrailDesk;

beforeEach(async () => {
  database = await createTestDatabase({ entities: [] });
  desk = new TrailDesk(database.dataSource, adminUrl(database.name));
});
afterEach(async () => {
  desk.close();
  await database.drop();
});

const recorded = async (): Promise<string[]> => {
  const heads: string[] = [];
  for await (const { head } of desk.heads.read()) heads.push(`${head?.seq}:${head?.entries}`);
  return heads;
};

describe('HeadRecorder', () => {
  it('writes nothing of an empty trail', async () => {
    await new HeadRecorder(desk.db, desk.heads).record(0);
    expect(await recorded()).toEqual([]);
  });

  it('writes a new head at most each minute, and the old one again each hour', async () => {
    const recorder = new HeadRecorder(desk.db, desk.heads);
    await desk.sealThree();
    await recorder.record(0);
    await desk.sealThree();
    await recorder.record(MINUTE - 1);
    expect(await recorded()).toEqual(['3:3']);
    await recorder.record(MINUTE);
    await recorder.record(3 * MINUTE);
    expect(await recorded()).toEqual(['3:3', '6:6']);
    await recorder.record(61 * MINUTE);
    expect(await recorded()).toEqual(['3:3', '6:6', '6:6']);
    expect(await desk.verify()).toMatchObject({ sound: true, heads: 3 });
  });

  it('of several workers leaves one line for each head', async () => {
    await desk.sealThree();
    await Promise.all(
      Array.from({ length: 20 }, () => new HeadRecorder(desk.db, desk.heads).record(0)),
    );
    expect(await recorded()).toEqual(Array.from({ length: 20 }, () => '3:3'));
    expect(await desk.verify()).toMatchObject({ sound: true });
  });
});
