import { type Fen, fen, newId, ZERO_FEN } from '@app/common';
import { AuditService } from '@app/audit';
import { acrossOrganisations, onConstraint } from '@app/database';
import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { Ledger, type Transfer } from './ledger';
import {
  CaptureExceedsHold,
  RefundExceedsCapture,
  VoucherCapExceeded,
  VoucherExpired,
  VoucherHeldTwice,
  VoucherHoldNotLive,
  VoucherNotFound,
  VoucherWithdrawn,
} from './voucher.errors';
import {
  type Capture,
  findCapture,
  findSpendable,
  findSubsidyFacts,
  getHoldAccounts,
  lockCapture,
  type HoldAccounts,
  type ResolvedHold,
} from './voucher.queries';
import { type ServiceNature, type Subsidy, subsidyOf } from './voucher.rules';

/** Who acts, as far as the books record it; null for the system's own jobs. */
export type VoucherActor = { userId: string; organisationId: string } | null;

/** One service a voucher might pay part of. */
export interface SubsidyRequest {
  voucherId: string;
  userOrganisationId: string;
  providerOrganisationId: string;
  /** Where the instrument stands. */
  instrumentRegionCode: string;
  /** The fee after every reduction. */
  eligibleFen: Fen;
  purpose: string;
  /** What is ordered, as the user organisation declared it; null when it did not. */
  nature: ServiceNature | null;
  serviceEndsAt: DateTime;
  /** When its order was placed: it keeps the rules of then. Now unless told. */
  placedAt?: DateTime;
}

/** What a voucher would pay of one service. */
export interface SubsidyPreview extends Subsidy {
  /** Of the programme's rules that say so. */
  rulesVersion: number;
}

/** Money to set aside for an order. */
export interface HoldRequest {
  orderId: string;
  voucherId: string;
  amountFen: Fen;
  /** Who renders the service, for the cap per provider. */
  providerOrganisationId: string;
  /** When the order was placed, as in {@link SubsidyRequest}. */
  placedAt?: DateTime;
  actor: VoucherActor;
}

/** What an order does with voucher money; every method joins the order's own transaction. */
@Injectable()
export class VouchersService {
  constructor(
    private readonly ledger: Ledger,
    private readonly audit: AuditService,
  ) {}

  /**
   * What the voucher would pay, and why nothing when a rule forbids it. It promises nothing: `hold` does.
   *
   * @throws VoucherNotFound when the voucher is not the user organisation's (404)
   */
  async preview(tx: EntityManager, request: SubsidyRequest): Promise<SubsidyPreview> {
    const { voucherId, userOrganisationId, serviceEndsAt, placedAt, ...service } = request;
    const facts = await findSubsidyFacts(tx, {
      ...{ voucherId, organisationId: userOrganisationId },
      providerOrganisationId: service.providerOrganisationId,
      placedAt: placedAt?.toJSDate() ?? null,
    });
    if (!facts) throw new VoucherNotFound();
    const { rulesVersion } = facts;
    const asked = { ...service, userOrganisationId, endsAt: serviceEndsAt };
    return { ...subsidyOf({ ...facts, service: asked }), rulesVersion };
  }

  /**
   * Sets money aside for an order (额度冻结).
   *
   * @throws VoucherInsufficient when the voucher has less left (422)
   * @throws VoucherExpired by the database's clock, VoucherWithdrawn (422)
   * @throws VoucherHeldTwice when the order has a live or captured hold (409)
   * @throws VoucherCapExceeded when other orders have taken what a cap left (422)
   */
  async hold(tx: EntityManager, request: HoldRequest): Promise<{ holdId: string }> {
    const { orderId, voucherId, amountFen, actor } = request;
    const voucher = await findSpendable(tx, voucherId, request.placedAt?.toJSDate() ?? null);
    if (!voucher) throw new VoucherNotFound();
    if (voucher.withdrawn) throw new VoucherWithdrawn();
    if (voucher.expired) throw new VoucherExpired(voucher.expiresOn);
    const { programmeId, rulesVersion } = voucher;
    const holdId = newId();
    await this.recordHold(tx, { ...request, holdId, rulesVersion });
    await this.ledger.post(tx, {
      id: holdId,
      kind: 'hold',
      programmeId,
      debitAccountId: voucher.accountId,
      creditAccountId: await this.ledger.openAccount(tx, {
        kind: 'voucher_held',
        programmeId,
        voucherId,
        holdId,
      }),
      amountFen,
      actorId: actor?.userId ?? null,
      orderId,
    });
    await this.record(tx, actor, 'voucher.hold', voucherId, { orderId, amountFen });
    return { holdId };
  }

  /**
   * Uses held money after the service (使用确认): the amount becomes payable to the payee of the programme's payment
   * mode, the rest returns. An amount of nothing is a release.
   *
   * @throws VoucherHoldNotLive when another command resolved the hold first (409)
   * @throws CaptureExceedsHold (422)
   */
  async capture(
    tx: EntityManager,
    input: {
      orderId: string;
      amountFen: Fen;
      payee: { userOrganisationId: string; providerOrganisationId: string };
      actor: VoucherActor;
    },
  ): Promise<void> {
    const { orderId, amountFen, payee, actor } = input;
    if (amountFen === ZERO_FEN) return this.release(tx, { orderId, actor });
    const hold = await this.resolve(tx, orderId, amountFen);
    const accounts = await this.accountsOf(tx, hold);
    const payeeOrganisationId =
      accounts.paymentMode === 'reimburse'
        ? payee.userOrganisationId
        : payee.providerOrganisationId;
    const { programmeId } = accounts;
    const common = {
      programmeId,
      debitAccountId: accounts.heldAccountId,
      groupId: newId(),
      actorId: actor?.userId ?? null,
      orderId,
    };
    const transfers: Transfer[] = [
      {
        ...common,
        id: newId(),
        kind: 'capture',
        creditAccountId: await this.ledger.openAccount(tx, {
          kind: 'claim_payable',
          programmeId,
          payeeOrganisationId,
        }),
        amountFen,
      },
    ];
    if (hold.amountFen > amountFen) {
      const remainder = fen(hold.amountFen - amountFen);
      transfers.push({
        ...common,
        id: newId(),
        kind: 'remainder',
        creditAccountId: returnAccountOf(accounts),
        amountFen: remainder,
      });
    }
    await this.ledger.postAll(tx, transfers);
    await this.record(tx, actor, 'voucher.capture', hold.voucherId, {
      orderId,
      amountFen,
      payeeOrganisationId,
    });
  }

  /**
   * Gives held money back: to the voucher, or to the budget when the voucher is over meanwhile.
   *
   * @throws VoucherHoldNotLive when another command resolved the hold first, or the order never had one (409)
   */
  async release(
    tx: EntityManager,
    { orderId, actor }: { orderId: string; actor: VoucherActor },
  ): Promise<void> {
    const hold = await this.resolve(tx, orderId, null);
    const accounts = await this.accountsOf(tx, hold);
    await this.ledger.post(tx, {
      id: newId(),
      kind: 'release',
      programmeId: accounts.programmeId,
      debitAccountId: accounts.heldAccountId,
      creditAccountId: returnAccountOf(accounts),
      amountFen: hold.amountFen,
      actorId: actor?.userId ?? null,
      orderId,
    });
    await this.record(tx, actor, 'voucher.release', hold.voucherId, {
      orderId,
      amountFen: hold.amountFen,
    });
  }

  /**
   * Gives part of captured money back before anybody claimed it (减退), because the fee was reduced: to the voucher, or to
   * the budget when the voucher is over meanwhile. Two persons agreed to it, its maker and the actor.
   *
   * @throws RefundExceedsCapture (422)
   */
  async refund(
    tx: EntityManager,
    {
      orderId,
      amountFen,
      makerId,
      actor,
    }: {
      orderId: string;
      amountFen: Fen;
      makerId: string;
      actor: { userId: string; organisationId: string };
    },
  ): Promise<void> {
    const capture = await lockCapture(tx, orderId);
    const leftFen = capture?.leftFen ?? ZERO_FEN;
    if (!capture || amountFen > leftFen)
      throw new RefundExceedsCapture({ leftFen, askedFen: amountFen });
    const { holdId, voucherId } = capture;
    await tx.query('UPDATE voucher_hold SET refunded_fen = refunded_fen + $2 WHERE id = $1', [
      holdId,
      amountFen,
    ]);
    const accounts = await this.accountsOf(tx, { id: holdId });
    await this.ledger.post(tx, {
      id: newId(),
      kind: 'refund',
      programmeId: accounts.programmeId,
      debitAccountId: capture.payableAccountId,
      creditAccountId: returnAccountOf(accounts),
      amountFen,
      actorId: makerId,
      checkerId: actor.userId,
      orderId,
    });
    await this.record(tx, actor, 'voucher.refund', voucherId, { orderId, amountFen });
  }

  /** The voucher money an order used, with who is to be paid, or null. */
  findCapture(tx: EntityManager, orderId: string): Promise<Capture | null> {
    return findCapture(tx, orderId);
  }

  private async recordHold(
    tx: EntityManager,
    hold: HoldRequest & { holdId: string; rulesVersion: number },
  ): Promise<void> {
    const { orderId } = hold;
    try {
      await tx.query(
        `INSERT INTO voucher_hold (id, order_id, voucher_id, amount_fen, rules_version, provider_organisation_id)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [
          ...[hold.holdId, orderId, hold.voucherId, hold.amountFen],
          ...[hold.rulesVersion, hold.providerOrganisationId],
        ],
      );
    } catch (error) {
      onConstraint(error, {
        voucher_hold_order_held_twice: () => new VoucherHeldTwice(orderId),
        voucher_hold_above_order_cap: () => new VoucherCapExceeded('order', hold.amountFen),
        voucher_hold_above_provider_cap: () => new VoucherCapExceeded('provider', hold.amountFen),
        voucher_hold_above_ceiling: () => new VoucherCapExceeded('ceiling', hold.amountFen),
      });
    }
  }

  /** The compare-and-set that lets one of capture and release through: the loser waits here and finds it resolved. */
  private async resolve(
    tx: EntityManager,
    orderId: string,
    capturedFen: Fen | null,
  ): Promise<ResolvedHold> {
    const [held]: { id: string; voucher_id: string; amount_fen: string }[] = await tx.query(
      `SELECT id, voucher_id, amount_fen FROM voucher_hold WHERE order_id = $1 AND state = 'held' FOR UPDATE`,
      [orderId],
    );
    if (!held) throw new VoucherHoldNotLive(orderId);
    const heldFen = fen(held.amount_fen);
    if (capturedFen !== null && capturedFen > heldFen)
      throw new CaptureExceedsHold({ heldFen, askedFen: capturedFen });
    await tx.query(
      'UPDATE voucher_hold SET state = $2, captured_fen = $3, resolved_at = app_now() WHERE id = $1',
      [held.id, capturedFen === null ? 'released' : 'captured', capturedFen],
    );
    return { id: held.id, voucherId: held.voucher_id, amountFen: heldFen };
  }

  /** The lab completes and rejects as well, and the voucher is the customer's. */
  private accountsOf(tx: EntityManager, hold: Pick<ResolvedHold, 'id'>): Promise<HoldAccounts> {
    return acrossOrganisations(tx, () => getHoldAccounts(tx, hold.id));
  }

  private record(
    tx: EntityManager,
    actor: VoucherActor,
    action: string,
    voucherId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action,
      objectType: 'voucher',
      objectId: voucherId,
      detail,
    });
  }
}

const returnAccountOf = (accounts: HoldAccounts): string =>
  accounts.over ? accounts.budgetAccountId : accounts.availableAccountId;
