import { FieldsRefused, newId } from '@app/common';
import { VersionConflict } from '@app/http';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import type { Actor } from '../access/roles';
import { SecondPersonNeeded } from '../identity.errors';
import { AuthorityDesk, NANHU, SHANGHAI } from '../testing/authority-desk';
import type { ProviderAdmissionRequest, ProviderAdmissionResponse } from './provider-admission.dto';
import { ADMISSION_STATES, type AdmissionState } from './provider-admission.entity';
import {
  AdmissionOpen,
  AdmissionStateConflict,
  PayeeAccountNotVerified,
} from './provider-admission.errors';
import { ADMISSION_ACTIONS, type AdmissionAction } from './provider-admission.rules';

let database: TestDatabase;
let desk: AuthorityDesk;
let finance: Actor;
let reviewer: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  desk = new AuthorityDesk(database.dataSource);
  finance = await desk.buildActor('finance_officer');
  reviewer = await desk.buildActor('bureau_reviewer');
});
afterAll(() => database.drop());

const buildProvider = async (regionCode: string = SHANGHAI): Promise<Actor> =>
  desk.buildActor('lab_manager', await desk.buildOrganisation({ regionCode }));

/** What a provider applies with; its account is verified unless told. */
async function papersOf(
  { organisationId }: Actor,
  { verified = true }: { verified?: boolean } = {},
): Promise<ProviderAdmissionRequest> {
  const maker = await desk.buildActor('lab_manager', organisationId);
  const account = await desk.accounts.propose(maker, organisationId, {
    bank: '上海银行',
    number: '6222021204001234567',
    proofFileId: await desk.buildFile(organisationId),
  });
  if (verified) await desk.accounts.verify(finance, account.id, {});
  return {
    commitmentFileId: await desk.buildFile(organisationId),
    payeeAccountId: account.id,
    abilities: ['电镜', '质谱'],
  };
}

async function buildAdmission(): Promise<{
  provider: Actor;
  papers: ProviderAdmissionRequest;
  admission: ProviderAdmissionResponse;
}> {
  const provider = await buildProvider();
  const papers = await papersOf(provider);
  return { provider, papers, admission: await desk.admissions.apply(provider, papers) };
}

const isAdmitted = ({ organisationId }: Actor): Promise<boolean> =>
  desk.admissions.isAdmitted(database.dataSource.manager, organisationId);

describe('ProviderAdmissions.apply', () => {
  it('waits for the bureau, which admits', async () => {
    const { provider, admission } = await buildAdmission();
    expect(admission).toMatchObject({
      state: 'submitted',
      organisation: { id: provider.organisationId, regionCode: SHANGHAI },
      abilities: ['电镜', '质谱'],
      appliedBy: provider.userId,
    });
    expect(await isAdmitted(provider)).toBe(false);
    expect(await desk.admissions.approve(reviewer, admission.id, {})).toMatchObject({
      state: 'approved',
      decidedBy: reviewer.userId,
    });
    expect(await isAdmitted(provider)).toBe(true);
    expect(await desk.trailOf(admission.id)).toEqual([
      'provider-admission.apply',
      'provider-admission.approve',
    ]);
  });

  it.each([NANHU, '330400-F1'])('refuses a provider of %s, inside Jiaxing', async (regionCode) => {
    const provider = await buildProvider(regionCode);
    const attempt = desk.admissions.apply(provider, await papersOf(provider));
    await expect(attempt).rejects.toBeInstanceOf(FieldsRefused);
    await expect(attempt).rejects.toMatchObject({
      members: { errors: [{ pointer: '/regionCode', code: 'inside-jiaxing' }] },
    });
  });

  it('refuses accounts and files of others, and an account that was taken back', async () => {
    const [provider, other] = [await buildProvider(), await buildProvider()];
    const attempt = desk.admissions.apply(provider, await papersOf(other));
    await expect(attempt).rejects.toMatchObject({
      members: {
        errors: [
          { pointer: '/payeeAccountId', code: 'payee-account-unknown' },
          { pointer: '/commitmentFileId', code: 'file-unknown' },
        ],
      },
    });
    const papers = await papersOf(provider, { verified: false });
    await desk.accounts.withdraw(provider, papers.payeeAccountId, {});
    await expect(desk.admissions.apply(provider, papers)).rejects.toMatchObject({
      members: { errors: [{ pointer: '/payeeAccountId', code: 'payee-account-closed' }] },
    });
  });

  it('takes one application, however many are sent at once', async () => {
    const provider = await buildProvider();
    const papers = await papersOf(provider);
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => desk.admissions.apply(provider, papers)),
    );
    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals).toHaveLength(4);
    for (const { reason } of refusals) expect(reason).toBeInstanceOf(AdmissionOpen);
  });
});

describe('the decision on an admission', () => {
  it('#7 is not the applicant’s', async () => {
    const { provider, admission } = await buildAdmission();
    const attempt = desk.admissions.approve(provider, admission.id, {});
    await expect(attempt).rejects.toBeInstanceOf(SecondPersonNeeded);
    const forced = database.dataSource.query(
      'UPDATE provider_admission SET decided_by = applied_by WHERE id = $1',
      [admission.id],
    );
    await expect(forced).rejects.toThrow('provider_admission_second_person');
  });

  it('waits until finance has verified the account', async () => {
    const provider = await buildProvider();
    const papers = await papersOf(provider, { verified: false });
    const { id } = await desk.admissions.apply(provider, papers);
    await expect(desk.admissions.approve(reviewer, id, {})).rejects.toBeInstanceOf(
      PayeeAccountNotVerified,
    );
    await desk.accounts.verify(finance, papers.payeeAccountId, {});
    expect(await desk.admissions.approve(reviewer, id, {})).toMatchObject({ state: 'approved' });
  });

  it('is taken once, however many decide at once', async () => {
    const { admission } = await buildAdmission();
    const second = await desk.buildActor('bureau_reviewer');
    const results = await Promise.allSettled([
      desk.admissions.approve(reviewer, admission.id, {}),
      desk.admissions.sendBack(second, admission.id, '补正', {}),
      desk.admissions.reject(reviewer, admission.id, '不符', {}),
    ]);
    // A returned application may still be rejected; nothing else follows a decision.
    const taken = results.filter(({ status }) => status === 'fulfilled').length;
    const { state, version } = await desk.admissions.get(admission.id);
    expect(version).toBe(1 + taken);
    expect(taken === 1 || state === 'rejected').toBe(true);
  });

  it('returns with a reason, and takes the corrected papers of whoever corrects them', async () => {
    const { provider, papers, admission } = await buildAdmission();
    const returned = await desk.admissions.sendBack(reviewer, admission.id, '承诺书未盖章', {});
    expect(returned).toMatchObject({ state: 'returned', reason: '承诺书未盖章' });
    const colleague = await desk.buildActor('holder_admin', provider.organisationId);
    const corrected = { ...papers, abilities: ['核磁'] };
    expect(await desk.admissions.correct(colleague, admission.id, corrected, {})).toMatchObject({
      state: 'submitted',
      abilities: ['核磁'],
      appliedBy: colleague.userId,
      decidedBy: null,
      reason: null,
    });
    const stale = desk.admissions.approve(reviewer, admission.id, { ifMatch: '"1"' });
    await expect(stale).rejects.toBeInstanceOf(VersionConflict);
  });

  it('frees the provider to apply anew when it rejects or ends', async () => {
    const { provider, papers, admission } = await buildAdmission();
    await desk.admissions.reject(reviewer, admission.id, '不符', {});
    const second = await desk.admissions.apply(provider, papers);
    await desk.admissions.approve(reviewer, second.id, {});
    await expect(desk.admissions.apply(provider, papers)).rejects.toBeInstanceOf(AdmissionOpen);
    await desk.admissions.end(reviewer, second.id, '失信', {});
    expect(await isAdmitted(provider)).toBe(false);
    expect(await desk.admissions.apply(provider, papers)).toMatchObject({ state: 'submitted' });
  });
});

describe('#8 every action on every state', () => {
  const NEXT: Partial<Record<`${AdmissionState} ${AdmissionAction}`, AdmissionState>> = {
    'submitted approve': 'approved',
    'submitted return': 'returned',
    'submitted reject': 'rejected',
    'returned correct': 'submitted',
    'returned reject': 'rejected',
    'approved end': 'ended',
  };
  const CASES = ADMISSION_STATES.flatMap((state) =>
    ADMISSION_ACTIONS.map((action) => [state, action] as const),
  );

  it.each(CASES)('%s: %s', async (state, action) => {
    const { provider, papers, admission } = await buildAdmission();
    const { id } = admission;
    await database.dataSource.query('UPDATE provider_admission SET state = $2 WHERE id = $1', [
      id,
      state,
    ]);
    const take: Record<AdmissionAction, () => Promise<ProviderAdmissionResponse>> = {
      correct: () => desk.admissions.correct(provider, id, papers, {}),
      approve: () => desk.admissions.approve(reviewer, id, {}),
      return: () => desk.admissions.sendBack(reviewer, id, '补正', {}),
      reject: () => desk.admissions.reject(reviewer, id, '不符', {}),
      end: () => desk.admissions.end(reviewer, id, '失信', {}),
    };
    const next = NEXT[`${state} ${action}`];
    const attempt = take[action]();
    if (next !== undefined) await expect(attempt).resolves.toMatchObject({ state: next });
    else {
      await expect(attempt).rejects.toBeInstanceOf(AdmissionStateConflict);
      await expect(attempt).rejects.toMatchObject({ kind: 'conflict', members: { action, state } });
      expect(await desk.admissions.get(id)).toMatchObject({ state, version: 1 });
    }
  });
});

describe('ProviderAdmissions.list', () => {
  it('shows the bureau everybody’s by state, and a provider its own', async () => {
    const [mine, theirs] = [await buildAdmission(), await buildAdmission()];
    await desk.admissions.approve(reviewer, theirs.admission.id, {});
    const idsOf = async (...given: Parameters<typeof desk.admissions.list>) =>
      (await desk.admissions.list(...given)).items.map(({ id }) => id);
    expect(await idsOf(mine.provider, {})).toEqual([mine.admission.id]);
    expect(await idsOf(mine.provider, { state: 'approved' })).toEqual([]);
    const approved = await idsOf(reviewer, { state: 'approved', limit: 200 });
    expect(approved).toContain(theirs.admission.id);
    expect(approved).not.toContain(mine.admission.id);
  });

  it('says nothing of an application that is not there', async () => {
    await expect(desk.admissions.get(newId())).rejects.toMatchObject({ kind: 'not-found' });
  });
});
