import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, ApiClient, Problem } from '../e2e/api-client';
import { buildListed } from '../e2e/instruments';
import { hourOf, type World } from '../e2e/world';

/** One money command that has been sent at least once, with the answer that settled it. */
export interface Settled {
  kind: 'appropriate' | 'issue' | 'hold' | 'release';
  /** How often it was sent until it was answered. */
  attempts: number;
  body: { id: string };
}

const PER_HOUR_FEN = 60_000;
const FACE_FEN = 100_000_000;
/** What each command moves; the voucher pays half of an hour's fee. */
const AMOUNTS: Record<Settled['kind'], number> = {
  appropriate: 100 * FACE_FEN,
  issue: FACE_FEN,
  hold: PER_HOUR_FEN / 2,
  release: PER_HOUR_FEN / 2,
};
const SLOTS_PER_DAY = 12;
/** Attempts, a twentieth of a second apart: a process that was killed takes seconds to come back. */
const PATIENCE = 1_200;

/** Commands that move voucher money over HTTP, each repeated under its key until it is answered. */
export class VoucherTraffic {
  /** The next hour of each instrument. */
  private readonly slots = new Map<string, number>();
  private document = 0;

  private constructor(
    private readonly world: World,
    private readonly bureau: ApiClient,
    private readonly finance: ApiClient,
    private readonly user: ApiClient,
    private readonly organisationId: string,
    readonly instrumentIds: readonly string[],
    readonly programmeId: string,
  ) {}

  /** What the books should say once all of these are settled: count and sum of each kind of transfer. */
  static expected(done: readonly Settled[]): Record<string, { n: number; fen: number }> {
    const sums: Record<string, { n: number; fen: number }> = {};
    for (const { kind } of done) {
      const { n = 0, fen = 0 } = sums[kind] ?? {};
      sums[kind] = { n: n + 1, fen: fen + AMOUNTS[kind] };
    }
    return sums;
  }

  /** A programme without money, an enterprise and instruments outside Jiaxing, one for each client that books at once. */
  static async build(world: World, instruments = 1): Promise<VoucherTraffic> {
    const bureauId = await world.buildOrganisation('330400');
    const bureau = await world.buildClient('bureau_reviewer', bureauId);
    const finance = await world.buildClient('finance_officer', bureauId);
    const lab = await world.buildClient('lab_manager');
    const organisationId = await world.buildOrganisation();
    const user = await world.buildClient('enterprise_member', organisationId);
    const outside = { description: { regionCode: '310115' } };
    const instrumentIds: string[] = [];
    for (let made = 0; made < instruments; made += 1)
      instrumentIds.push((await buildListed(lab, bureau, outside)).id);
    const { year } = hourOf(1, 9);
    const { id } = await bureau.create<{ id: string }>('/voucher-programmes', {
      ...{ nameZh: `${year} 年创新券`, year, ratio: 0.5, ceilingFen: 1_000 * FACE_FEN },
      ...{ validFrom: `${year}-01-01`, validTo: `${year + 1}-12-31`, paymentMode: 'reimburse' },
      ...{ purposes: ['testing'], eligibleForms: ['enterprise'], source: '测试' },
    });
    return new VoucherTraffic(world, bureau, finance, user, organisationId, instrumentIds, id);
  }

  appropriate(): Promise<Settled> {
    this.document += 1;
    return this.settle(
      'appropriate',
      this.finance,
      `/voucher-programmes/${this.programmeId}/appropriations`,
      {
        ...{ amountFen: AMOUNTS.appropriate, documentNumber: `嘉财教〔2026〕${this.document}号` },
      },
    );
  }

  issue(): Promise<Settled> {
    const { programmeId, organisationId } = this;
    return this.settle('issue', this.bureau, '/vouchers', {
      ...{ programmeId, organisationId, amountFen: AMOUNTS.issue },
    });
  }

  /** Books the next free hour on the client's instrument with a voucher. */
  hold(voucherId: string, client = 0): Promise<Settled> {
    const instrumentId = this.instrumentIds[client] ?? '';
    const at = this.slots.get(instrumentId) ?? 0;
    this.slots.set(instrumentId, at + 1);
    const startsAt = hourOf(1 + Math.floor(at / SLOTS_PER_DAY), 8 + (at % SLOTS_PER_DAY));
    return this.settle('hold', this.user, '/reservations', {
      ...{ instrumentId, voucherId },
      ...{
        startsAt: startsAt.toISO(),
        endsAt: startsAt.plus({ hours: 1 }).toISO(),
        purpose: 'testing',
      },
    });
  }

  /** Count and sum of each kind of transfer in the books. */
  async posted(): Promise<Record<string, { n: number; fen: number }>> {
    const rows: { kind: string; n: number; fen: number }[] =
      await this.world.database.dataSource.query(
        `SELECT kind, count(*)::int AS n, sum(amount_fen)::float8 AS fen FROM ledger_transfer GROUP BY kind`,
      );
    return Object.fromEntries(rows.map(({ kind, n, fen }) => [kind, { n, fen }]));
  }

  /** Ids of all reservations there are. */
  async booked(): Promise<string[]> {
    const rows: { id: string }[] = await this.world.database.dataSource.query(
      'SELECT id FROM reservation ORDER BY id',
    );
    return rows.map(({ id }) => id);
  }

  /** Rows that break a rule of the ledger. */
  async violations(): Promise<unknown[]> {
    const auditor = await this.world.buildClient('auditor');
    return (await auditor.get<{ violations: unknown[] }>('/ledger/invariants')).violations;
  }

  release(reservationId: string): Promise<Settled> {
    return this.settle('release', this.user, `/reservations/${reservationId}/cancel`, {});
  }

  /** Sends the same command under the same key until something other than a failure comes back. */
  private async settle(
    kind: Settled['kind'],
    client: ApiClient,
    path: string,
    body: object,
  ): Promise<Settled> {
    const headers = { 'idempotency-key': randomUUID() };
    for (let attempts = 1; attempts <= PATIENCE; attempts += 1) {
      const answer = await client
        .send<{ id: string } & Problem>('POST', path, { body, headers })
        .catch((): Answer<{ id: string } & Problem> | null => null);
      if (answer && answer.status < 300) return { kind, attempts, body: answer.body };
      if (answer && answer.status < 500 && answer.body.code !== 'command-in-progress')
        throw new Error(`${path}: ${answer.status} ${answer.text}`);
      await pause(50);
    }
    throw new Error(`${path} was not answered`);
  }
}
