import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  record,
  uniqueArray,
} from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { InlineLedgerReader } from '../../../instruments/src/testing/register';
import { attempts } from '../testing/attempts';
import { gbkOf, ICBC_CSV } from '../testing/bank-files';
import { SettlementDesk, type Sides } from '../testing/settlement-desk';

let database: TestDatabase;
let desk: SettlementDesk;
let sides: Sides;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource, new InlineLedgerReader());
});
afterAll(() => database.drop());
beforeEach(async () => {
  sides = await desk.buildSides();
});
afterEach(async () => {
  expect(await desk.violations()).toEqual([]);
});

const HEADER = '交易日期,对方户名,对方账号,贷方发生额,借方发生额,摘要,流水号';

/** A row of money that came in. */
interface Slip {
  reference: string;
  amountFen: number;
  day: number;
}

const lineOf = ({ reference, amountFen, day }: Slip): string =>
  `2026-01-${String(day).padStart(2, '0')},某某公司,330501,${(amountFen / 100).toFixed(2)},,货款,${reference}`;

/** A file of some rows; what it is called says nothing. */
const fileOf = (slips: readonly Slip[]): Buffer => gbkOf([HEADER, ...slips.map(lineOf)]);

const take = (content: Buffer, { holder } = sides) =>
  desk.bankImports.take(holder, { fileName: '明细.csv', content });

/** What the holder's receipts are, whatever order they came in. */
async function receiptsOf({ holder }: Sides): Promise<unknown[]> {
  return desk.db.query(
    `SELECT reference, received_on, amount_fen, payer_name, payer_account_ending, remark, source FROM receipt
      WHERE holder_organisation_id = $1 ORDER BY reference`,
    [holder.organisationId],
  );
}

describe('BankImports.take', () => {
  it('makes a receipt of every row of money that came in, with what its row says', async () => {
    const taken = await take(ICBC_CSV);
    expect(taken).toMatchObject({ recorded: 2, known: 0, debits: 1, fileName: '明细.csv' });
    expect(taken.columns).toContainEqual({ field: 'receivedOn', header: '交易时间' });
    const { items } = await desk.receipts.list({ open: true, order: 'oldest' }, sides.holder);
    expect(items).toMatchObject([
      {
        ...{ source: 'file', bankImportId: taken.id, receivedOn: '2026-01-05' },
        ...{ amountFen: 1_234_560, openFen: 1_234_560, payerAccountEnding: '5678' },
        ...{ payerName: '嘉兴某某纺织有限公司', remark: '转账 检测费 JX26-000123-4' },
      },
      { receivedOn: '2026-01-21', amountFen: 8_815 },
    ]);
    const told: { action: string }[] = await desk.db.query(
      `SELECT action FROM audit_entry WHERE object_id = ANY ($1) ORDER BY action`,
      [[taken.id, ...items.map(({ id }) => id)]],
    );
    expect(told.map(({ action }) => action)).toEqual([
      ...['bank-import.take', 'receipt.record', 'receipt.record'],
    ]);
  });

  it('takes the same content once, and another holder’s own', async () => {
    await take(ICBC_CSV);
    await expect(take(ICBC_CSV)).rejects.toMatchObject({ code: 'bank-file-imported-twice' });
    await take(ICBC_CSV, await desk.buildSides());
    expect(await receiptsOf(sides)).toHaveLength(2);
  });

  it('counts what was recorded before, from a file or by hand, as known', async () => {
    await desk.receipt(sides, 100, { reference: 'A', receivedOn: '2026-01-01' });
    await take(fileOf([{ reference: 'B', amountFen: 200, day: 2 }]));
    const all = ['A', 'B', 'C'].map((reference, at) => ({
      ...{ reference, amountFen: (at + 1) * 100, day: at + 1 },
    }));
    expect(await take(fileOf(all))).toMatchObject({ recorded: 1, known: 2 });
    expect(await receiptsOf(sides)).toHaveLength(3);
  });

  it('writes nothing while a row cannot be taken, or has the serial number of other money', async () => {
    await desk.receipt(sides, 100, { reference: 'A', receivedOn: '2026-01-01' });
    const good = { reference: 'B', amountFen: 200, day: 2 };
    const broken = gbkOf([HEADER, lineOf(good), '2026-01-99,甲,,1.00,,,C']);
    await expect(take(broken)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/rows/3/receivedOn', code: 'date-impossible' }] },
    });
    for (const other of [
      { reference: 'A', amountFen: 101, day: 1 },
      { reference: 'A', amountFen: 100, day: 2 },
    ])
      await expect(take(fileOf([good, other]))).rejects.toMatchObject({
        members: { errors: [{ pointer: '/rows/3/reference', code: 'reference-of-another' }] },
      });
    expect(await receiptsOf(sides)).toHaveLength(1);
    expect(await take(fileOf([good]))).toMatchObject({ recorded: 1 });
  });

  it('names the columns that are missing and those that were found', async () => {
    const lacking = gbkOf(['交易日期,金额,对方户名', '2026-01-05,1.00,甲']);
    await expect(take(lacking)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/file', code: 'columns-missing' }] },
    });
    await expect(take(gbkOf(['甲,乙', '1,2']))).rejects.toMatchObject({
      members: { errors: [{ code: 'header-missing' }] },
    });
    await expect(take(Buffer.from([0, 1, 2]))).rejects.toMatchObject({
      code: 'ledger-unreadable',
    });
    const long = [HEADER, ...Array<string>(5_001).fill('x')];
    await expect(take(gbkOf(long))).rejects.toMatchObject({
      members: { errors: [{ code: 'too-many-rows' }] },
    });
  });

  it('eight clients with one file, or with the same rows in files of their own, record each row once', async () => {
    const slips = Array.from({ length: 40 }, (_, at) => ({
      ...{ reference: `S${at}`, amountFen: at + 1, day: 1 + (at % 28) },
    }));
    expect(await attempts(8, () => take(fileOf(slips)))).toEqual([
      ...Array<string>(7).fill('bank-file-imported-twice'),
      'done',
    ]);
    const others = slips.map((slip) => ({ ...slip, reference: `T${slip.reference}` }));
    const turned = (at: number) => [...others.slice(at * 5), ...others.slice(0, at * 5)];
    expect(await attempts(8, (at) => take(fileOf(turned(at))))).toEqual(
      Array<string>(8).fill('done'),
    );
    expect(await receiptsOf(sides)).toHaveLength(80);
  });

  it('gives the same receipts whatever files their rows came in, in any order and more than once', async () => {
    const slip = record({
      reference: integer({ min: 0, max: 30 }).map((serial) => `R${serial}`),
      amountFen: integer({ min: 1, max: 1_000_000 }),
      day: integer({ min: 1, max: 28 }),
    });
    const slips = uniqueArray(slip, {
      minLength: 1,
      maxLength: 8,
      selector: (one) => one.reference,
    });
    const files = slips.chain((all) =>
      array(uniqueArray(constantFrom(...all), { minLength: 1 }), { maxLength: 5 }).map((some) => ({
        ...{ all, some },
      })),
    );
    await assert(
      asyncProperty(files, async ({ all, some }) => {
        const [once, often] = [await desk.buildSides(), await desk.buildSides()];
        await take(fileOf(all), once);
        for (const part of [...some, [...all].reverse(), ...some]) {
          await take(fileOf(part), often).catch((error: { code?: string }) => {
            if (error.code !== 'bank-file-imported-twice') throw error;
          });
        }
        expect(await receiptsOf(often)).toEqual(await receiptsOf(once));
      }),
      { numRuns: 25 },
    );
  });
});

describe('BankImports.preview', () => {
  it('says of every row what would become of it, and writes nothing', async () => {
    await take(fileOf([{ reference: 'A', amountFen: 100, day: 1 }]));
    const content = gbkOf([
      HEADER,
      ...['A', 'B'].map((reference) => lineOf({ reference, amountFen: 100, day: 1 })),
      '2026-01-03,供应商,,,5.00,付款,D',
      '2026-01-99,甲,,1.00,,,C',
    ]);
    const preview = await desk.bankImports.preview(sides.holder, { fileName: 'a.csv', content });
    expect(preview).toMatchObject({
      debits: 1,
      rows: [
        { rowNumber: 2, verdict: 'known' },
        { rowNumber: 3, verdict: 'new' },
      ],
      errors: [{ pointer: '/rows/5/receivedOn' }],
    });
    const other = fileOf([{ reference: 'A', amountFen: 101, day: 1 }]);
    expect(
      await desk.bankImports.preview(sides.holder, { fileName: 'a.csv', content: other }),
    ).toMatchObject({ rows: [{ verdict: 'refused' }], errors: [{ code: 'reference-of-another' }] });
    expect(await receiptsOf(sides)).toHaveLength(1);
  });
});

describe('the rows of a file', () => {
  it('are receipts of source file alone, and nobody moves them to another', async () => {
    const [{ id }, taken] = [await desk.receipt(sides, 100), await take(ICBC_CSV)];
    await expect(
      desk.db.query('UPDATE receipt SET bank_import_id = $2 WHERE id = $1', [id, taken.id]),
    ).rejects.toThrow('permission denied');
    await expect(
      desk.db.query(
        `INSERT INTO receipt (id, holder_organisation_id, payer_name, reference, received_on, amount_fen, source,
                              bank_import_id, recorded_by)
         SELECT gen_random_uuid(), holder_organisation_id, payer_name, 'X', received_on, 1, 'manual', $2, recorded_by
           FROM receipt WHERE id = $1`,
        [id, taken.id],
      ),
    ).rejects.toThrow('receipt_import_is_a_file');
  });
});

describe('BankImports.list', () => {
  it('tells the own imports, the newest first, page by page, with who took each', async () => {
    const { bankImports: imports } = desk;
    const { holder } = sides;
    const slip = { reference: 'R-1', amountFen: 500, day: 3 };
    const first = await take(fileOf([slip]));
    const second = await take(fileOf([slip, { ...slip, reference: 'R-2' }]));
    await take(fileOf([slip]), await desk.buildSides());
    await expect(take(fileOf([{ ...slip, amountFen: 501 }]))).rejects.toThrow();
    const newest = await imports.list({ limit: 1 }, holder);
    const { id, fileName, recorded, known, debits, createdAt } = second;
    const told = { id, fileName, recorded, known, debits, createdAt };
    expect(newest.items).toEqual([{ ...told, importedBy: holder.userId, importedByName: '测试' }]);
    expect(newest.items[0]).toMatchObject({ fileName: '明细.csv', recorded: 1, known: 1 });
    const older = await imports.list({ limit: 1, cursor: newest.next }, holder);
    expect(older).toMatchObject({ items: [{ id: first.id, recorded: 1, known: 0 }] });
    expect(older.next).toBeUndefined();
  });
});
