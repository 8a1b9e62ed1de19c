import { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { ContractTemplates } from '@app/instruments';
import { useOffline } from '../../../../test/support/offline-stage';
import { setDatabaseTime } from '../../../../test/support/database';
import { ServicePeriods } from '../confirmation/service-periods';
import type { ContractRule } from '../contract/order-contract.entity';
import { ContractRequirements } from '../contract/contract-requirements.service';
import { OrderContracts } from '../contract/order-contracts.service';
import type { OrderSides } from '../testing/order-desk';

const stage = useOffline();
/** After the planned period. */
const OVER = DateTime.utc(2099, 3, 5) as DateTime<true>;
let requirements: ContractRequirements;
let contracts: OrderContracts;
let sides: OrderSides;

beforeAll(() => {
  const { desk, office } = stage;
  const templates = new ContractTemplates(desk.db, new AuditService());
  requirements = new ContractRequirements(desk.db, new AuditService());
  contracts = new OrderContracts(
    ...([desk.db, templates, new ServicePeriods(), office.files, new AuditService()] as const),
  );
});
beforeEach(async () => void (sides = await stage.desk.buildSides()));

const ask = (rule: ContractRule, holderId = sides.manager.organisationId) =>
  requirements.put(sides.manager, holderId, rule, {});
const complete = (id: string) => stage.office.course.complete(sides.manager, id, {}, {});
const stateOf = async (id: string) => (await stage.desk.get(sides.person, id)).state;
const missing = (orderId: string, rule: ContractRule) => ({
  ...{ kind: 'rule', code: 'contract-required', members: { orderId, rule } },
});

async function signBoth(id: string): Promise<void> {
  const { sha256 } = await contracts.get(id);
  for (const actor of [sides.leader, sides.manager])
    await contracts.accept(actor, id, { sha256 }, {});
}

describe('the contract that a holder asks for, of a filed service', () => {
  it('is there before either side completes it', async () => {
    const id = await stage.office.build(sides, 'open');
    await ask('each');
    await expect(complete(id)).rejects.toMatchObject(missing(id, 'each'));
    await setDatabaseTime(stage.database, OVER);
    const reportFileId = await stage.office.buildFile(sides.person);
    await expect(
      stage.office.course.complete(sides.person, id, { reportFileId }, {}),
    ).rejects.toMatchObject(missing(id, 'each'));
    expect(await stateOf(id)).toBe('open');
    await signBoth(id);
    expect(await complete(id)).toMatchObject({ state: 'completed' });
  });

  it('is one for all of them where the first is asked for', async () => {
    await ask('first');
    const [first, second] = [
      await stage.office.build(sides, 'open'),
      await stage.office.build(sides, 'open'),
    ];
    await expect(complete(second)).rejects.toMatchObject(missing(second, 'first'));
    await signBoth(first);
    expect(await complete(second)).toMatchObject({ state: 'completed' });
  });

  it('is not asked of a provider that has nobody to accept it here', async () => {
    const { office, desk } = stage;
    const { id } = await office.filed.create(sides.person, office.requestOutside(), {});
    const answer = { name: '张三', decision: 'confirmed' } as const;
    await office.confirmations.answer({ ...answer, token: await office.tokenOf(id) });
    await ask('each', (await desk.get(sides.person, id)).providerOrganisationId);
    await office.completions.ask(sides.person, id, null, {});
    const token = await office.tokenOf(id, 'order-completion');
    await office.completions.answer({ name: '张三', token });
    expect(await stateOf(id)).toBe('completed');
  });
});
