import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { DirectoryStorage, FileStore } from '@app/files';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import type { OrderState } from '../order.words';
import { OrderDesk, type OrderSides } from '../testing/order-desk';
import { REPORT, SampleDesk } from '../testing/sample-desk';
import { AttachmentReleases } from './attachment-releases';
import { MOST_ATTACHMENTS } from './attachment.rules';
import type { AttachmentKind } from './order-attachment.entity';
import { AttachmentOrderOver } from './order-attachment.errors';
import { OrderAttachments } from './order-attachments.service';

let database: TestDatabase;
let directory: string;
let desk: OrderDesk;
let files: FileStore;
let releases: AttachmentReleases;
let attachments: OrderAttachments;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 8 });
  directory = mkdtempSync(join(tmpdir(), 'jiayi-attachments-'));
  desk = new OrderDesk(database.dataSource);
  files = new FileStore(desk.db, new DirectoryStorage(directory));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});
beforeEach(async () => {
  releases = new AttachmentReleases();
  attachments = new OrderAttachments(desk.db, files, releases, new AuditService());
  sides = await desk.buildSides();
});

async function upload({ organisationId }: Actor, text = newId()): Promise<string> {
  const content = Buffer.from(`%PDF-1.7 ${text}`);
  const paper = { name: '原始记录.pdf', mediaType: 'application/pdf', content };
  return (await files.put({ ownerOrganisationId: organisationId, ...paper })).id;
}
const attach = (actor: Actor, orderId: string, fileId: string, kind: AttachmentKind = 'other') =>
  attachments.attach(actor, orderId, { fileId, kind }, {});
const attachNew = async (actor: Actor, orderId: string, kind?: AttachmentKind) =>
  attach(actor, orderId, await upload(actor), kind);
const refusedFor = (pointer: string, code: string) => ({
  members: { errors: [{ pointer, code }] },
});
const countOf = async (orderId: string) =>
  (await attachments.list(sides.office, orderId)).items.length;

describe('an attachment', () => {
  it('keeps name, hash, who and when, and goes out to both sides as it came', async () => {
    const id = await desk.buildOrder(sides);
    const fileId = await upload(sides.person, '需求');
    const attached = await attach(sides.person, id, fileId, 'requirement');
    const { sha256 } = await files.get(fileId);
    expect(attached).toMatchObject({
      ...{ kind: 'requirement', name: '原始记录.pdf', mediaType: 'application/pdf', sha256 },
      ...{ attachedBy: '王晓', organisationNameZh: '测试单位' },
    });
    expect((await attachments.list(sides.person, id)).items).toEqual([attached]);
    for (const reader of [sides.leader, sides.operator, sides.office]) {
      const { content } = await attachments.open(reader, id, attached.id);
      expect(content.toString()).toBe('%PDF-1.7 需求');
    }
  });

  it('is an upload of one’s own organisation, and lies with one order alone', async () => {
    const [id, other] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    for (const fileId of [await upload(sides.manager), newId()])
      await expect(attach(sides.person, id, fileId)).rejects.toMatchObject(
        refusedFor('/fileId', 'file-unknown'),
      );
    const { id: attachmentId } = await attachNew(sides.person, id);
    for (const [order, one] of [
      [other, attachmentId],
      [id, newId()],
      [newId(), attachmentId],
    ] as const)
      await expect(attachments.open(sides.person, order, one)).rejects.toMatchObject({
        kind: 'not-found',
      });
  });

  it('is a report only when the provider attaches it', async () => {
    const id = await desk.buildOrder(sides);
    await expect(attachNew(sides.leader, id, 'report')).rejects.toMatchObject(
      refusedFor('/kind', 'report-of-provider'),
    );
    expect(await attachNew(sides.operator, id, 'report')).toMatchObject({ kind: 'report' });
  });

  it('lies there once, when many attach the same content at once', async () => {
    const id = await desk.buildOrder(sides);
    const uploads = await Promise.all(
      [sides.person, sides.manager, sides.leader, sides.operator].map(
        async (actor) => [actor, await upload(actor, '同一内容')] as const,
      ),
    );
    const outcomes = await Promise.allSettled(
      uploads.map(([actor, fileId]) => attach(actor, id, fileId)),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(3);
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toMatchObject(refusedFor('/fileId', 'already-attached'));
    expect(await countOf(id)).toBe(1);
  });

  it('is the last one that an order takes, when many are attached at once', async () => {
    const id = await desk.buildOrder(sides);
    const fileId = await upload(sides.person);
    await desk.db.query(
      `INSERT INTO order_attachment (id, order_id, file_id, kind, sha256, attached_by, organisation_id)
       SELECT gen_random_uuid(), $1, $2, 'other', encode(sha256(n::text::bytea), 'hex'), $3, $4
         FROM generate_series(2, $5::int) n`,
      [id, fileId, sides.person.userId, sides.person.organisationId, MOST_ATTACHMENTS],
    );
    const uploads = await Promise.all(Array.from({ length: 4 }, () => upload(sides.person)));
    const outcomes = await Promise.allSettled(uploads.map((one) => attach(sides.person, id, one)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(attach(sides.person, id, fileId)).rejects.toMatchObject(
      refusedFor('/fileId', 'too-many'),
    );
  });

  it('is held back from the other side while a condition is not met', async () => {
    const id = await desk.buildOrder(sides);
    const { id: report } = await attachNew(sides.operator, id, 'report');
    await attachNew(sides.operator, id, 'raw-data');
    const unpaid = new AttachmentOrderOver();
    releases.addCondition((_tx, { kind, side }) =>
      Promise.resolve(kind === 'report' && side === 'user' ? unpaid : null),
    );
    await expect(attachments.open(sides.person, id, report)).rejects.toBe(unpaid);
    const shown = async (reader: Actor) =>
      (await attachments.list(reader, id)).items.map((one) => [one.withheld, one.withheldReason]);
    const free = [false, null];
    expect(await shown(sides.person)).toEqual([[true, unpaid.detail], free]);
    expect([await shown(sides.manager), await shown(sides.office)]).toEqual([
      [free, free],
      [free, free],
    ]);
    for (const reader of [sides.manager, sides.office])
      expect((await attachments.open(reader, id, report)).file.name).toBe('原始记录.pdf');
  });
});

describe('taking an attachment back', () => {
  it('is for who attached it, and it is gone for everybody', async () => {
    const id = await desk.buildOrder(sides);
    const fileId = await upload(sides.person);
    const { id: one } = await attach(sides.person, id, fileId);
    for (const other of [sides.leader, sides.manager])
      await expect(attachments.remove(other, id, one)).rejects.toMatchObject({
        code: 'attachment-of-another',
      });
    await attachments.remove(sides.person, id, one);
    expect(await countOf(id)).toBe(0);
    await expect(attachments.open(sides.person, id, one)).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(attachments.remove(sides.person, id, one)).rejects.toMatchObject({
      kind: 'not-found',
    });
    // What was taken back by mistake may lie there again.
    expect(await attach(sides.person, id, fileId)).toMatchObject({ name: '原始记录.pdf' });
  });

  it.each<[OrderState, boolean, boolean]>([
    ['open', true, true],
    ['completed', true, true],
    ['disputed', true, false],
    ['accepted', true, false],
    ['cancelled', false, false],
  ])('of an order that is %s: attach %s, take back %s', async (state, attaches, removes) => {
    const id = await desk.buildOrder(sides);
    const { id: one } = await attachNew(sides.person, id);
    await desk.db.query(
      `UPDATE service_order SET state = $2, actual_fen = list_fen, completed_at = app_now() WHERE id = $1`,
      [id, state],
    );
    const taken = (work: Promise<unknown>) =>
      work.then(
        () => true,
        (error: { code: string }) => error.code,
      );
    expect([
      await taken(attachNew(sides.person, id)),
      await taken(attachments.remove(sides.person, id, one)),
    ]).toEqual([attaches || 'attachment-order-over', removes || 'attachment-kept']);
  });

  it('is not for the report that was handed over', async () => {
    const lab = new SampleDesk(desk);
    const id = await lab.build(sides, 'completed');
    const { items } = await attachments.list(sides.manager, id);
    expect(items).toMatchObject([{ kind: 'report', sha256: REPORT.reportSha256 }]);
    await expect(attachments.remove(sides.manager, id, items[0]?.id ?? '')).rejects.toMatchObject({
      code: 'attachment-kept',
    });
  });

  it('happens before the order is accepted, or not at all, when both come at once', async () => {
    for (let round = 0; round < 6; round += 1) {
      const id = await desk.buildOrder(sides, { state: 'completed' });
      const { id: one } = await attachNew(sides.operator, id, 'raw-data');
      const [removed] = await Promise.allSettled([
        attachments.remove(sides.operator, id, one),
        desk.orders.accept(sides.leader, id, {}),
      ]);
      expect(await desk.get(sides.leader, id)).toMatchObject({ state: 'accepted' });
      expect(await countOf(id)).toBe(removed.status === 'fulfilled' ? 0 : 1);
      if (removed.status === 'rejected')
        expect(removed.reason).toMatchObject({ code: 'attachment-kept' });
    }
  });
});

it('the database changes no attachment, takes none back after acceptance, and by nobody else', async () => {
  const id = await desk.buildOrder(sides);
  const { id: one } = await attachNew(sides.person, id);
  const change = (what: string) =>
    desk.db.query(`UPDATE order_attachment SET ${what} WHERE id = $1`, [one]);
  for (const what of [`kind = 'report'`, `sha256 = repeat('0', 64)`, 'created_at = app_now()'])
    await expect(change(what)).rejects.toThrow('permission denied');
  await expect(
    change(`removed_by = '${sides.leader.userId}', removed_at = app_now()`),
  ).rejects.toMatchObject({ driverError: { constraint: 'order_attachment_removed_by_uploader' } });
  await desk.db.query(
    `UPDATE service_order SET state = 'accepted', actual_fen = list_fen, completed_at = app_now() WHERE id = $1`,
    [id],
  );
  await expect(
    change(`removed_by = '${sides.person.userId}', removed_at = app_now()`),
  ).rejects.toMatchObject({ driverError: { constraint: 'order_attachment_kept' } });
});
