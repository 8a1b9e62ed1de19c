import { fen, FieldsRefused, inCallContext, newId } from '@app/common';
import { VersionConflict } from '@app/http';
import { type Actor, AgentNotIndependent, NotDelegated, SecondPersonNeeded } from '@app/identity';
import { OrderNotFound } from '@app/orders';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import type { ClaimResponse } from './claim.dto';
import { CLAIM_STATES } from './claim.entity';
import {
  ClaimNotFound,
  ClaimStateConflict,
  OrderClaimedTwice,
  OrderNotClaimable,
  SecondPersonRequired,
} from './claim.errors';
import { ClaimDesk, type Settled } from './testing/claim-desk';

let database: TestDatabase;
let desk: ClaimDesk;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  directory = mkdtempSync(join(tmpdir(), 'jiayi-drafts-'));
  desk = new ClaimDesk(database.dataSource, directory);
});
afterEach(async () => {
  expect((await desk.invariants.check()).violations).toEqual([]);
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

type Drafted = Settled & { delegate: Actor; draft: ClaimResponse };

/** A draft of an agent for the payee of an order of its own. */
async function buildDraft(): Promise<Drafted> {
  const settled = await desk.buildSettled();
  const delegate = await desk.buildDelegate(settled.payee);
  const draft = await desk.claims.submit(desk.papersFor(settled), delegate);
  return { ...settled, delegate, draft };
}

const inReview = async ({ programmeId }: Settled): Promise<number> =>
  (await desk.balancesOf(programmeId)).claim_in_review ?? 0;

const rowsOf = async (table: string, claimId: string): Promise<number> => {
  const column = table === 'claim' ? 'id' : 'claim_id';
  const rows: unknown[] = await database.dataSource.query(
    `SELECT 1 FROM ${table} WHERE ${column} = $1`,
    [claimId],
  );
  return rows.length;
};

describe('a claim by a delegate', () => {
  it('is a draft that names the agent and moves no money', async () => {
    const { delegate, draft, payee, ...settled } = await buildDraft();
    expect(draft).toMatchObject({
      state: 'draft',
      makerId: delegate.userId,
      payeeOrganisationId: payee.organisationId,
      draftedBy: { organisation: { id: delegate.agentOrganisationId, nameZh: '测试单位' } },
      amountFen: 5_000,
    });
    expect(await inReview({ ...settled, payee })).toBe(0);
    expect((await desk.claims.list({ state: 'draft' }, payee)).items).toEqual([draft]);
    expect((await desk.claims.list({}, delegate)).items).toEqual([draft]);
  });

  it('shows 代 in the trail: actor, principal and agent', async () => {
    const settled = await desk.buildSettled();
    const delegate = await desk.buildDelegate(settled.payee);
    const agentOrganisationId = delegate.agentOrganisationId ?? '';
    const context = { requestId: newId(), scope: '*', agentOrganisationId };
    const draft = await inCallContext(context, () =>
      desk.claims.submit(desk.papersFor(settled), delegate),
    );
    const trail: unknown[] = await database.dataSource.query(
      `SELECT action, actor_id, organisation_id, agent_organisation_id, detail->>'agentOrganisationId' AS named
         FROM audit_entry WHERE object_id = $1`,
      [draft.id],
    );
    expect(trail).toEqual([
      {
        action: 'claim.draft',
        actor_id: delegate.userId,
        organisation_id: settled.payee.organisationId,
        agent_organisation_id: agentOrganisationId,
        named: agentOrganisationId,
      },
    ]);
  });

  it('needs a delegation of claims', async () => {
    const settled = await desk.buildSettled();
    const delegate = await desk.buildDelegate(settled.payee, { actions: ['reservations'] });
    await expect(desk.claims.submit(desk.papersFor(settled), delegate)).rejects.toThrow(
      NotDelegated,
    );
  });

  it('is refused to an agent that is the other party of the order', async () => {
    for (const paymentMode of ['reimburse', 'deduct'] as const) {
      const settled = await desk.buildSettled({ paymentMode });
      const agentId = settled.other.organisationId;
      const delegate = await desk.buildDelegate(settled.payee, { agentId });
      const attempt = desk.claims.submit(desk.papersFor(settled), delegate);
      await expect(attempt).rejects.toThrow(AgentNotIndependent);
      await expect(attempt).rejects.toMatchObject({ members: { tie: 'other-party' } });
    }
  });

  it('is refused to an agent somebody of which belongs to the other party', async () => {
    const settled = await desk.buildSettled();
    const delegate = await desk.buildDelegate(settled.payee);
    await database.dataSource.query(
      `INSERT INTO membership (user_id, organisation_id, role)
       VALUES ($1, $2, 'enterprise_member'), ($1, $3, 'instrument_operator')`,
      [delegate.userId, delegate.agentOrganisationId, settled.other.organisationId],
    );
    await expect(desk.claims.submit(desk.papersFor(settled), delegate)).rejects.toThrow(
      AgentNotIndependent,
    );
  });

  it('is refused to an agent tied to reviewers since it was delegated', async () => {
    const settled = await desk.buildSettled();
    const delegate = await desk.buildDelegate(settled.payee);
    await database.dataSource.query(
      `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'finance_officer')`,
      [delegate.userId, delegate.agentOrganisationId],
    );
    await expect(desk.claims.submit(desk.papersFor(settled), delegate)).rejects.toThrow(
      AgentNotIndependent,
    );
  });

  it('is held to the same papers, orders and single use as any claim', async () => {
    const settled = await desk.buildSettled();
    const delegate = await desk.buildDelegate(settled.payee);
    const poor = desk.papersFor(settled, { paymentProof: null });
    await expect(desk.claims.submit(poor, delegate)).rejects.toThrow(FieldsRefused);
    const foreign = await desk.buildSettled();
    await expect(desk.claims.submit(desk.papersFor(foreign), delegate)).rejects.toThrow(
      OrderNotFound,
    );
    await desk.claims.submit(desk.papersFor(settled), delegate);
    await expect(desk.claims.submit(desk.papersFor(settled), settled.payee)).rejects.toThrow(
      OrderClaimedTwice,
    );
  });
});

describe('ClaimDrafts.submit', () => {
  it('makes it a claim of the principal’s person, with its money under review', async () => {
    const { draft, payee, delegate, ...settled } = await buildDraft();
    const claim = await desk.drafts.submit(draft.id, payee, { ifMatch: '"1"' });
    expect(claim).toMatchObject({
      state: 'submitted',
      makerId: payee.userId,
      draftedBy: draft.draftedBy,
      invoices: draft.invoices,
    });
    expect(await inReview({ ...settled, payee })).toBe(5_000);
    const reviewer = await desk.buildActor('bureau_reviewer');
    expect(await desk.claims.approve(draft.id, reviewer, {})).toMatchObject({ state: 'approved' });
    expect(delegate.userId).not.toBe(payee.userId);
  });

  it('#7 is another person’s than who drafted it, wherever that person belongs', async () => {
    const { draft, payee, delegate } = await buildDraft();
    const both: Actor = { ...payee, userId: delegate.userId };
    await expect(desk.drafts.submit(draft.id, both, {})).rejects.toThrow(SecondPersonNeeded);
    const forced = database.dataSource.query(`UPDATE claim SET state = 'submitted' WHERE id = $1`, [
      draft.id,
    ]);
    await expect(forced).rejects.toThrow('claim_submitted_by_drafter');
    await desk.drafts.submit(draft.id, payee, {});
    await desk.claims.sendBack(draft.id, '补正', await desk.buildActor('bureau_reviewer'), {});
    await expect(desk.claims.resubmit(draft.id, desk.papersFor(draft), both, {})).rejects.toThrow(
      SecondPersonNeeded,
    );
  });

  it('moves the money once, however many submit at once', async () => {
    const { draft, payee, ...settled } = await buildDraft();
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => desk.drafts.submit(draft.id, payee, {})),
    );
    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals).toHaveLength(4);
    for (const { reason } of refusals) expect(reason).toBeInstanceOf(ClaimStateConflict);
    expect(await inReview({ ...settled, payee })).toBe(5_000);
  });

  it('looks at order and papers again', async () => {
    const { draft, payee, orderId } = await buildDraft();
    const { db } = desk;
    await db.query(
      'UPDATE service_order SET list_fen = 20000, own_fen = 15000, actual_fen = 20000 WHERE id = $1',
      [orderId],
    );
    await expect(desk.drafts.submit(draft.id, payee, {})).rejects.toThrow(FieldsRefused);
    await db.query(`UPDATE service_order SET state = 'disputed' WHERE id = $1`, [orderId]);
    await expect(desk.drafts.submit(draft.id, payee, {})).rejects.toThrow(OrderNotClaimable);
  });

  it('keeps agent and drafter out of the review', async () => {
    const { draft, payee, delegate } = await buildDraft();
    await desk.drafts.submit(draft.id, payee, {});
    const reviewer = await desk.buildActor('bureau_reviewer');
    const drafter = { ...reviewer, userId: delegate.userId };
    const colleague = { ...reviewer, organisationId: delegate.agentOrganisationId ?? '' };
    for (const insider of [drafter, colleague])
      await expect(desk.claims.approve(draft.id, insider, {})).rejects.toThrow(
        SecondPersonRequired,
      );
  });
});

describe('a draft', () => {
  it('takes other papers from its agent and from the principal, and stays a draft', async () => {
    const { draft, payee, delegate } = await buildDraft();
    for (const actor of [delegate, payee]) {
      const papers = desk.papersFor(draft);
      const edited = await desk.claims.resubmit(draft.id, papers, actor, {});
      expect(edited).toMatchObject({
        state: 'draft',
        makerId: delegate.userId,
        invoices: [{ amountFen: 10_000 }],
        paymentProof: papers.paymentProof,
      });
      expect(edited.invoices).toHaveLength(1);
    }
    const stale = desk.claims.resubmit(draft.id, desk.papersFor(draft), delegate, {
      ifMatch: '"1"',
    });
    await expect(stale).rejects.toThrow(VersionConflict);
  });

  it('is out of reach for another agent, and for one whose delegation has ended', async () => {
    const { draft, payee, delegate } = await buildDraft();
    const rival = await desk.buildDelegate(payee);
    const papers = desk.papersFor(draft);
    await expect(desk.claims.resubmit(draft.id, papers, rival, {})).rejects.toThrow(NotDelegated);
    await expect(desk.drafts.discard(draft.id, rival, {})).rejects.toThrow(NotDelegated);
    await desk.db.query('UPDATE delegation SET revoked_at = app_now() WHERE agent_id = $1', [
      delegate.agentOrganisationId,
    ]);
    await expect(desk.drafts.discard(draft.id, delegate, {})).rejects.toThrow(NotDelegated);
  });

  it('is thrown away with its papers, and frees order and invoices', async () => {
    const { draft, payee, delegate, orderId } = await buildDraft();
    await desk.drafts.discard(draft.id, delegate, { ifMatch: '"1"' });
    for (const table of ['claim', 'claim_invoice', 'claim_file'])
      expect(await rowsOf(table, draft.id)).toBe(0);
    await expect(desk.claims.get(draft.id)).rejects.toThrow(ClaimNotFound);
    const again = desk.papersFor({ orderId }, { invoices: draft.invoices });
    expect(await desk.claims.submit(again, payee)).toMatchObject({
      state: 'submitted',
      draftedBy: null,
    });
    const [entry]: { action: string }[] = await desk.db.query(
      'SELECT action FROM audit_entry WHERE object_id = $1 ORDER BY id DESC LIMIT 1',
      [draft.id],
    );
    expect(entry?.action).toBe('claim.discard');
  });

  it('never exists without an agent', async () => {
    const { claim } = await desk.buildClaim();
    const forced = desk.db.query(`UPDATE claim SET state = 'draft' WHERE id = $1`, [claim.id]);
    await expect(forced).rejects.toThrow('claim_draft_without_agent');
  });
});

describe('#8 every action of drafts on every state', () => {
  const ACTIONS = ['edit', 'submit', 'discard', 'approve', 'return', 'reject'] as const;
  const LEGAL = ['draft edit', 'draft submit', 'draft discard'];
  const CASES = CLAIM_STATES.flatMap((state) => ACTIONS.map((action) => [state, action] as const));

  /** A drafted claim in a state, brought there by its actors. */
  async function bring(state: (typeof CLAIM_STATES)[number]): Promise<Drafted> {
    const drafted = await buildDraft();
    const { id } = drafted.draft;
    const build = (role: 'bureau_reviewer' | 'finance_officer') => desk.buildActor(role);
    if (state === 'draft') return drafted;
    await desk.drafts.submit(id, drafted.payee, {});
    if (state === 'submitted') return drafted;
    if (state === 'returned')
      await desk.claims.sendBack(id, '补正', await build('bureau_reviewer'), {});
    else if (state === 'rejected')
      await desk.claims.reject(id, '不符', await build('bureau_reviewer'), {});
    else await desk.claims.approve(id, await build('bureau_reviewer'), {});
    if (state !== 'in_batch' && state !== 'paid') return drafted;
    const batch = await desk.batches.create([id], await build('finance_officer'));
    if (state === 'paid')
      await desk.batches.confirm(batch.id, newId(), await build('finance_officer'), {});
    return drafted;
  }

  const isOther = (state: string, action: string): boolean =>
    state !== 'draft' && ['approve', 'return', 'reject'].includes(action);

  it.each(CASES.filter(([state, action]) => !isOther(state, action)))(
    '%s: %s',
    async (state, action) => {
      const { draft, payee, delegate } = await bring(state);
      const reviewer = await desk.buildActor('bureau_reviewer');
      const papers = desk.papersFor(draft, {
        invoices: [{ number: newId(), issuedOn: '2026-01-05', amountFen: fen(10_000) }],
      });
      const take: Record<(typeof ACTIONS)[number], () => Promise<unknown>> = {
        edit: () => desk.claims.resubmit(draft.id, papers, delegate, {}),
        submit: () => desk.drafts.submit(draft.id, payee, {}),
        discard: () => desk.drafts.discard(draft.id, payee, {}),
        approve: () => desk.claims.approve(draft.id, reviewer, {}),
        return: () => desk.claims.sendBack(draft.id, '补正', reviewer, {}),
        reject: () => desk.claims.reject(draft.id, '不符', reviewer, {}),
      };
      const attempt = take[action]();
      if (LEGAL.includes(`${state} ${action}`)) await attempt;
      else {
        await expect(attempt).rejects.toThrow(ClaimStateConflict);
        await expect(attempt).rejects.toMatchObject({ members: { action, state } });
        expect((await desk.claims.get(draft.id)).state).toBe(state);
      }
    },
  );
});
