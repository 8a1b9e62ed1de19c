import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isInJiaxing } from '@app/common';
import { type Actor, type Affiliation, SecondPersonNeeded } from '@app/identity';
import { WorkCalendarService } from '@app/work-calendar';
import { OtherReviewStep, OwnInstrument } from './review.errors';
import {
  beginReview,
  type Counting,
  isReviewerOf,
  nextStep,
  type Review,
  type ReviewedHolder,
  SHORT_FORM,
  stepsFor,
} from './review.rules';
import type { RouteStep } from './review.words';

/** What is read beside a record for its review: where its holder belongs, and the civil date in Shanghai. */
export interface ReviewedRow {
  holder_id: string;
  holder_affiliation: Affiliation;
  holder_supervisor_id: string | null;
  reviewing_county: string | null;
  today: string;
}

/** Takes records and revisions through the steps of their review; who may take which one is decided here alone. */
@Injectable()
export class Reviews {
  constructor(private readonly calendars: WorkCalendarService) {}

  /** A review at the first step that the holder's affiliation asks for now. */
  async begin(tx: EntityManager, actor: Actor, row: ReviewedRow): Promise<Review> {
    const [route]: { steps: RouteStep[] }[] = await tx.query(
      'SELECT steps FROM review_route WHERE affiliation = $1',
      [row.holder_affiliation],
    );
    const steps = stepsFor(route?.steps ?? SHORT_FORM, holderOf(row));
    return beginReview(steps, actor.userId, await this.counting(tx, row));
  }

  /** The review after the step that waits was taken; null when it was the last. */
  async pass(tx: EntityManager, review: Review, row: ReviewedRow): Promise<Review | null> {
    return nextStep(review, await this.counting(tx, row));
  }

  /**
   * @throws OwnInstrument for whoever belongs to the holder, but in the step of its asset department (403)
   * @throws OtherReviewStep when another office's step waits (403)
   * @throws SecondPersonNeeded for the person who submitted (403)
   */
  async requireTurn(
    tx: EntityManager,
    actor: Actor,
    review: Review,
    row: ReviewedRow,
  ): Promise<void> {
    if (review.step !== 'unit' && (await belongsTo(tx, actor, row.holder_id)))
      throw new OwnInstrument();
    if (!isReviewerOf(actor, review.step, holderOf(row)))
      throw new OtherReviewStep(review.step, review.dueOn);
    if (review.submittedBy === actor.userId) throw new SecondPersonNeeded();
  }

  private async counting(tx: EntityManager, { today }: ReviewedRow): Promise<Counting> {
    return { today, calendar: await this.calendars.pin(tx) };
  }
}

const holderOf = (row: ReviewedRow): ReviewedHolder => ({
  id: row.holder_id,
  supervisorId: row.holder_supervisor_id,
  // Elsewhere there is no county of ours to review anything.
  county: row.reviewing_county && isInJiaxing(row.reviewing_county) ? row.reviewing_county : null,
});

/** True for who acts for the holder, and for who is one of its people while acting for another. */
async function belongsTo(tx: EntityManager, actor: Actor, holderId: string): Promise<boolean> {
  if (actor.organisationId === holderId) return true;
  const rows: unknown[] = await tx.query(
    'SELECT FROM membership WHERE user_id = $1 AND organisation_id = $2 LIMIT 1',
    [actor.userId, holderId],
  );
  return rows.length > 0;
}
