import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone } from '@app/common';
import { acrossOrganisations, inCommand, type IdempotentCall, inTransaction } from '@app/database';
import { type Actor, SignedLinks } from '@app/identity';
import { Release } from '../life/release';
import { MoveService } from '../move.service';
import { lockInstrument } from '../occupancy.queries';
import { ReservationNotFound } from '../reservation.errors';
import { findReservations, lockReservation, type ReservationRow } from '../reservation.queries';
import { ReservationsService } from '../reservations.service';
import { changeState, recordTransition } from '../transitions';
import type {
  AnswerDisplacementRequest,
  AnsweredProposal,
  DisplacementPreview,
  ProposalsResponse,
} from './proposal.dto';
import {
  closeProposals,
  customerOf,
  findProposals,
  lockProposal,
  type OpenProposal,
  orderTerms,
  type Place,
  placeOf,
  ProposalGone,
  ProposalNotFound,
  releaseSlots,
} from './proposal.queries';

const PURPOSE = 'displacement-answer';

/** Answers to proposals, by the customer signed in or by a link, or by silence. */
@Injectable()
export class ProposalsService {
  private readonly logger = new Logger(ProposalsService.name);

  constructor(
    private readonly db: DataSource,
    private readonly moves: MoveService,
    private readonly reservations: ReservationsService,
    private readonly release: Release,
    private readonly links: SignedLinks,
    private readonly audit: AuditService,
  ) {}

  /** What is and was proposed for a reservation. */
  async list(reservationId: string): Promise<ProposalsResponse> {
    await requireSeen(this.db.manager, reservationId);
    return { items: await findProposals(this.db.manager, reservationId, false) };
  }

  /**
   * Moves the reservation to the held time, or cancels it; the other slots are free at once. On another instrument it is
   * a reservation with an order of its own, because an order is with one provider about one instrument; the old one is
   * cancelled and each names the other in its history.
   *
   * @throws ProposalGone (409), BookingRuleBroken when the rules have changed (422)
   */
  accept(actor: Actor, id: string, call?: IdempotentCall): Promise<AnsweredProposal> {
    return inCommand(this.db, call, async (tx) => {
      // Found in the caller's own reach; what it moves may lie beyond.
      const place = await placeOf(tx, id);
      return acrossOrganisations(tx, () => this.acceptIn(tx, actor, id, place));
    });
  }

  /** Gives all held slots back; the reservation stays displaced. @throws ProposalGone when none is open (409) */
  decline(actor: Actor, reservationId: string, call?: IdempotentCall): Promise<AnsweredProposal> {
    return inCommand(this.db, call, async (tx) => {
      await requireSeen(tx, reservationId);
      return acrossOrganisations(tx, () => this.declineIn(tx, actor, reservationId));
    });
  }

  /** What a link asks. @throws LinkRefused (403) */
  preview(token: string): Promise<DisplacementPreview> {
    return inTransaction(this.db, async (tx) => {
      const id = await this.links.peek(tx, PURPOSE, token);
      return acrossOrganisations(tx, () => describe(tx, id));
    });
  }

  /** The customer's answer by link, which is spent with it. @throws LinkRefused (403), ProposalGone (409) */
  answer({ token, proposalId }: AnswerDisplacementRequest): Promise<AnsweredProposal> {
    return inTransaction(this.db, async (tx) => {
      const reservationId = await this.links.peek(tx, PURPOSE, token);
      return acrossOrganisations(tx, async () => {
        const place = proposalId ? await placeOf(tx, proposalId) : null;
        if (place && place.reservationId !== reservationId) throw new ProposalNotFound();
        const answered =
          proposalId && place
            ? await this.acceptIn(tx, null, proposalId, place)
            : await this.declineIn(tx, null, reservationId);
        await this.links.use(tx, PURPOSE, token);
        return answered;
      });
    });
  }

  /**
   * Ends the proposals nobody answered, and those of reservations that go on by themselves; the policy says whether a
   * reservation left without an answer stays displaced or is cancelled. A late sweep catches up. @returns how many
   */
  async sweep(): Promise<number> {
    const due: { id: string }[] = await this.db.query(
      `SELECT DISTINCT p.reservation_id AS id FROM displacement_proposal p JOIN reservation r ON r.id = p.reservation_id
        WHERE p.state = 'open' AND (p.expires_at <= app_now() OR r.state <> 'displaced') ORDER BY 1 LIMIT 200`,
    );
    let count = 0;
    for (const { id } of due) if (await this.end(id)) count += 1;
    return count;
  }

  private async acceptIn(
    tx: EntityManager,
    actor: Actor | null,
    id: string,
    { reservationId, instrumentIds }: Place,
  ): Promise<AnsweredProposal> {
    for (const instrumentId of instrumentIds) await lockInstrument(tx, instrumentId);
    const row = await lockReservation(tx, reservationId);
    if (row.state !== 'displaced') throw new ProposalGone();
    const proposal = await lockProposal(tx, id);
    const customer = await customerOf(tx, row);
    const goesOn = await this.carryOut(tx, customer, row, proposal);
    await tx.query(
      `UPDATE displacement_proposal SET state = 'accepted', answered_at = app_now(), made_reservation_id = nullif($2, reservation_id)
        WHERE id = $1`,
      [id, goesOn],
    );
    await closeProposals(tx, reservationId, 'withdrawn');
    await this.record(tx, actor, 'accept-proposal', reservationId, { proposalId: id });
    return answeredWith(tx, goesOn);
  }

  /** @returns the id of the reservation that goes on */
  private async carryOut(
    tx: EntityManager,
    customer: Actor,
    row: ReservationRow,
    { kind, period, holdId, instrumentId }: OpenProposal,
  ): Promise<string> {
    if (!period || !holdId) {
      await this.giveUp(tx, customer, row, 'cancel');
      return row.id;
    }
    if (kind === 'later') {
      // The move finds the slot free: rivals wait for this transaction before they may look at it.
      await releaseSlots(tx, [holdId]);
      await this.moves.moveIn(tx, customer, row.id, period);
      return row.id;
    }
    const { sampleCount, voucherId, nature } = await orderTerms(tx, row.order_id);
    // First given up, so that its voucher counts for the new one.
    await this.giveUp(tx, customer, row, 'replace');
    const terms = { purpose: row.purpose, nature, sampleCount, voucherId };
    const service = { instrumentId, ...terms, holdId };
    const made = await this.reservations.book(tx, customer, service, period);
    await recordTransition(tx, {
      ...{ reservationId: made.id, actorId: customer.userId, action: 'replace' },
      ...{ from: made.state, to: made.state, detail: { replaces: row.id } },
    });
    return made.id;
  }

  private async giveUp(
    tx: EntityManager,
    actor: Actor | null,
    row: ReservationRow,
    action: string,
  ): Promise<void> {
    const step = { reservationId: row.id, version: row.version, actorId: actor?.userId ?? null };
    await changeState(tx, { ...step, action, from: 'displaced', to: 'cancelled' });
    await this.release.giveBack(tx, actor, row);
  }

  private async declineIn(
    tx: EntityManager,
    actor: Actor | null,
    reservationId: string,
  ): Promise<AnsweredProposal> {
    await lockReservation(tx, reservationId);
    if ((await closeProposals(tx, reservationId, 'declined')) === 0) throw new ProposalGone();
    await this.record(tx, actor, 'decline-proposals', reservationId, {});
    return answeredWith(tx, reservationId);
  }

  private async end(reservationId: string): Promise<boolean> {
    try {
      return await inTransaction(this.db, async (tx) => {
        const row = await lockReservation(tx, reservationId);
        const isDisplaced = row.state === 'displaced';
        const [open]: { overdue: boolean }[] = await tx.query(
          `SELECT expires_at <= app_now() AS overdue FROM displacement_proposal
            WHERE reservation_id = $1 AND state = 'open' ORDER BY expires_at LIMIT 1`,
          [reservationId],
        );
        // Answered in the meantime.
        if (!open || (isDisplaced && !open.overdue)) return false;
        await closeProposals(tx, reservationId, isDisplaced ? 'expired' : 'withdrawn');
        if (!isDisplaced || !(await endsUnanswered(tx, row.instrument_id))) return true;
        await this.giveUp(tx, null, row, 'lapse');
        await this.record(tx, null, 'lapse', reservationId, {});
        return true;
      });
    } catch (error) {
      this.logger.error({ err: error, event: 'proposals-not-ended', reservationId });
      return false;
    }
  }

  private record(
    tx: EntityManager,
    actor: Actor | null,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `reservation.${action}`, objectType: 'reservation', objectId, detail },
    });
  }
}

/** Nothing of a reservation beyond the caller's reach is told or done. @throws ReservationNotFound */
async function requireSeen(tx: EntityManager, reservationId: string): Promise<void> {
  const seen: unknown[] = await tx.query('SELECT 1 FROM reservation WHERE id = $1', [
    reservationId,
  ]);
  if (seen.length === 0) throw new ReservationNotFound();
}

async function answeredWith(tx: EntityManager, reservationId: string): Promise<AnsweredProposal> {
  const [row] = await findReservations(tx, 'r.id = $1', [reservationId], 1);
  if (!row) throw new ProposalNotFound();
  return { reservationId, state: row.state };
}

async function describe(tx: EntityManager, reservationId: string): Promise<DisplacementPreview> {
  const [row] = await findReservations(tx, 'r.id = $1', [reservationId], 1);
  if (!row) throw new ProposalNotFound();
  return {
    instrument: {
      ...{ id: row.instrument_id, nameZh: row.instrument_name_zh },
      ...{ model: row.model, holderNameZh: row.holder_name_zh },
    },
    startsAt: isoInZone(instantOf(row.starts_at)),
    endsAt: isoInZone(instantOf(row.ends_at)),
    proposals: await findProposals(tx, reservationId, true),
  };
}

/** What the instrument's policy says today; who has none keeps the reservation until its start. */
async function endsUnanswered(tx: EntityManager, instrumentId: string): Promise<boolean> {
  const [row]: { cancels: boolean | null }[] = await tx.query(
    `SELECT rules->>'displacedUnanswered' = 'cancel' AS cancels FROM booking_policy
      WHERE instrument_id = $1 ORDER BY version DESC LIMIT 1`,
    [instrumentId],
  );
  return row?.cancels ?? false;
}
