import { createTestDatabase, type TestDatabase } from '../support/database';
import { inventoryFaults, type InventoryRow, readInventory, textColumns } from './inventory';

let database: TestDatabase;
let columns: string[];

beforeAll(async () => {
  database = await createTestDatabase({ entities: [] });
  columns = await textColumns(database.dataSource);
});
afterAll(() => database.drop());

describe('the inventory of personal data', () => {
  it('has one row for every column that can hold any, and says why, how long and for whom', () => {
    expect(columns.length).toBeGreaterThan(100);
    expect(inventoryFaults(readInventory(), columns)).toEqual([]);
  });

  it('is seen to lack a new column, and to name one that is gone', () => {
    expect(inventoryFaults(readInventory(), [...columns, 'app_user.nickname'])).toEqual([
      'app_user.nickname is not in docs/personal-data.csv: is it personal?',
    ]);
    const fewer = columns.filter((column) => column !== 'app_user.login');
    expect(inventoryFaults(readInventory(), fewer)).toEqual(['app_user.login is no column']);
  });

  it.each<[Partial<InventoryRow>, string]>([
    [{ retention: '' }, 'lacks whose, why, how long or for whom'],
    [{ erasure: 'none' }, 'does not say what stays'],
    [{ data: 'none' }, 'holds nothing personal, and still says why'],
  ])('is seen to be wrong with %j', (change, fault) => {
    const rows = readInventory().map((row) =>
      row.table === 'app_user' && row.column === 'login' ? { ...row, ...change } : row,
    );
    const [found, ...more] = inventoryFaults(rows, columns);
    expect(found).toContain(fault);
    expect(more).toEqual([]);
  });
});
