import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import type { Actor } from '@app/identity';
import type {
  CardTransferResponse,
  ProjectCardResponse,
  PutProjectCard,
} from '../project-cards/project-card.dto';
import { CardTransfers } from '../project-cards/card-transfers.service';
import { ProjectCards } from '../project-cards/project-cards.service';
import type { SettlementDesk, Sides } from './settlement-desk';

/** Project cards and internal transfers of organisations that a desk has built. */
export class CardDesk {
  readonly cards: ProjectCards;
  readonly transfers: CardTransfers;

  constructor(private readonly desk: SettlementDesk) {
    const audit = new AuditService();
    this.cards = new ProjectCards(desk.db, audit);
    this.transfers = new CardTransfers(desk.db, audit);
  }

  /** An organisation that uses its own instruments: who looks after its money, and a user with a project. */
  async buildHouse(): Promise<Sides> {
    const holder = await this.desk.buildActor('lab_manager');
    return { holder, user: await this.buildMember(holder.organisationId) };
  }

  /** One more person of an organisation, who is a member of it. */
  async buildMember(organisationId: string): Promise<Actor> {
    const member = await this.desk.buildActor('instrument_operator', organisationId);
    await this.join(member);
    return member;
  }

  /** Makes somebody a member of the organisation they act for. */
  async join({ userId, organisationId, roles }: Actor): Promise<void> {
    await this.desk.db.query(
      'INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, $3)',
      [userId, organisationId, roles[0]],
    );
  }

  /** A card of the user, of 100 yuan unless told otherwise. */
  buildCard(
    { holder, user }: Sides,
    change: Partial<PutProjectCard> = {},
  ): Promise<ProjectCardResponse> {
    return this.cards.create(holder, { ...cardOf(user), ...change }, {});
  }

  charge(
    { user }: Sides,
    cardId: string,
    orderId: string,
    amountFen: number,
  ): Promise<CardTransferResponse> {
    return this.transfers.charge(user, cardId, { orderId, amountFen: fen(amountFen) }, {});
  }

  reverse({ holder }: Sides, cardId: string, transferId: string): Promise<CardTransferResponse> {
    return this.transfers.reverse(holder, cardId, { transferId, reason: '误记' }, {});
  }

  /** A house with an order that is charged twice, once of it taken back. */
  async buildTransfers(): Promise<void> {
    const house = await this.buildHouse();
    const orderId = await this.desk.buildOrder(house);
    const { id } = await this.buildCard(house);
    await this.charge(house, id, orderId, 1_000);
    const { id: mistaken } = await this.charge(house, id, orderId, 2_000);
    await this.reverse(house, id, mistaken);
  }
}

/** What a card of somebody says, each with a number of its own. */
export const cardOf = ({ userId }: Actor): PutProjectCard => ({
  ...{ number: newId(), title: '纤维表面改性', ownerId: userId },
  ...{ budgetFen: fen(10_000), validUntil: '2099-12-31' },
});
