import { ACCESS_POLICY, type AccessRow } from '@app/identity';
import { cellFor } from './cells';
import { Crossing, type Desk } from './crossing';
import { closeDesk, openDesk } from './desk';
import { SPOT_CHECKS, type SpotCheck } from './spot-checks';

let desk: Desk;

beforeAll(async () => void (desk = await openDesk()));
afterAll(() => closeDesk(desk));

async function faultsOf(check: SpotCheck): Promise<string[]> {
  const operation = desk.operations.get(check.operation);
  if (!operation) throw new Error(`${check.operation} is no operation`);
  const cell = cellFor(desk.world, operation, check);
  return new Crossing(desk).faultsOf({ ...cell, expected: check.outcome });
}

describe('#2 whatever the access policy says', () => {
  it.each(SPOT_CHECKS.map((check) => [said(check), check] as const))('%s', async (_said, check) => {
    expect(await faultsOf(check)).toEqual([]);
  });
});

describe('the spot checks are seen to fail', () => {
  const rows = ACCESS_POLICY as Record<string, AccessRow>;

  /** Whether a check of the operation notices that it is open to these instead. */
  async function isNoticed(operation: string, who: AccessRow['who']): Promise<boolean> {
    const row = rows[operation];
    if (!row) throw new Error(`${operation} has no row`);
    rows[operation] = { ...row, who };
    try {
      for (const check of SPOT_CHECKS.filter((one) => one.operation === operation)) {
        if ((await faultsOf(check)).length > 0) return true;
      }
      return false;
    } finally {
      rows[operation] = row;
    }
  }

  const operationsWith = (isSuch: (check: SpotCheck) => boolean): string[] => [
    ...new Set(SPOT_CHECKS.filter(isSuch).map(({ operation }) => operation)),
  ];

  it.each(operationsWith(({ outcome }) => outcome === 'forbidden' || outcome === 'not-found'))(
    'when %s is open to everybody signed in',
    async (operation) => expect(await isNoticed(operation, 'signed-in')).toBe(true),
  );

  it.each(operationsWith(({ outcome }) => outcome === 'allow'))(
    'when %s is closed to everybody',
    async (operation) => expect(await isNoticed(operation, [])).toBe(true),
  );
});

function said({ caller, role, operation, object, outcome }: SpotCheck): string {
  return `${caller} as ${role}: ${operation}${object ? ` on ${object}` : ''}: ${outcome}`;
}
