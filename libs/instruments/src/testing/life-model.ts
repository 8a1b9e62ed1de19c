import { type Arbitrary, constantFrom, integer, oneof, record } from 'fast-check';
import { type InstrumentStatus, isEditable, isPublished, nextStatus } from '../instrument.rules';
import type { ReviewStep } from '../review/review.words';

/** Three people of the holder, one or two of each office, and one of the bureau who belongs to the holder as well. */
export const CAST = [
  ...(['lab', 'unit', 'unit2', 'department', 'county'] as const),
  ...(['bureau', 'bureau2', 'turncoat'] as const),
] as const;
export type Player = (typeof CAST)[number];

/** Who the guard lets manage the record. */
const HOLDERS: readonly Player[] = ['lab', 'unit', 'unit2'];
const TAKERS: Readonly<Record<ReviewStep, readonly Player[]>> = {
  unit: ['unit', 'unit2'],
  department: ['department'],
  county: ['county'],
  bureau: ['bureau', 'bureau2'],
  office: ['bureau', 'bureau2', 'county'],
};

export const MANAGEMENT = [
  ...(['submit', 'suspend', 'resume', 'retire', 'patch', 'tag'] as const),
  ...(['submitRevision', 'withdrawRevision'] as const),
] as const;
export const REVIEWS = ['approve', 'return', 'approveRevision', 'returnRevision'] as const;
export type Command = (typeof MANAGEMENT)[number] | (typeof REVIEWS)[number];

/** What somebody tries. */
export interface Attempt {
  command: Command;
  by: Player;
  /** The number of the model or of the tag that is written. */
  value: number;
}

/** As an attempt; `onward` and its people stand for what the state of things suggests. */
export interface Intention {
  /** `onward` is the next step on the way to the list, or of a revision through its review. */
  command: Command | 'onward';
  by: Player | 'turn' | 'maker';
  value: number;
}

const value = integer({ min: 1, max: 3 });
const manage = (...commands: (typeof MANAGEMENT)[number][]): Arbitrary<Intention> =>
  record({ command: constantFrom(...commands), by: constantFrom(...HOLDERS), value });
const review = (by: Arbitrary<Intention['by']>, ...commands: Command[]): Arbitrary<Intention> =>
  record({ command: constantFrom(...commands), by, value });

/** Anything by anybody whom the guard lets through, and as often what can succeed; rarely the end. */
export const intention: Arbitrary<Intention> = oneof(
  {
    weight: 20,
    arbitrary: record({ command: constantFrom('onward'), by: constantFrom('turn'), value }),
  },
  {
    weight: 12,
    arbitrary: manage('submit', 'suspend', 'resume', 'tag', 'patch', 'submitRevision'),
  },
  { weight: 8, arbitrary: review(constantFrom(...CAST), ...REVIEWS) },
  { weight: 4, arbitrary: review(constantFrom('maker'), 'approve', 'approveRevision') },
  { weight: 1, arbitrary: manage('retire', 'withdrawRevision') },
);

interface ModelReview {
  steps: readonly ReviewStep[];
  maker: Player;
}

interface ModelRevision {
  state: 'draft' | 'submitted' | 'returned';
  model: number;
  review: ModelReview | null;
}

/** What is true of one instrument, told without its libs: a reviewed field (model) and one that nobody reviews (tag). */
export class LifeModel {
  status: InstrumentStatus = 'draft';
  model = 0;
  tag = 0;
  review: ModelReview | null = null;
  revision: ModelRevision | null = null;

  constructor(private readonly route: readonly ReviewStep[]) {}

  /** What an intention comes to now. */
  attemptOf(intention: Intention): Attempt {
    const { value } = intention;
    const command = intention.command === 'onward' ? this.onward() : intention.command;
    const { by } = intention;
    if (by !== 'turn' && by !== 'maker') return { command, by, value };
    const review = command === 'approveRevision' ? this.revision?.review : this.review;
    if (by === 'maker') return { command, by: review?.maker ?? 'lab', value };
    const [step] = review?.steps ?? [];
    const takers = step ? TAKERS[step] : HOLDERS;
    return { command, by: takers.find((player) => player !== review?.maker) ?? 'bureau', value };
  }

  private onward(): Command {
    if (isEditable(this.status)) return 'submit';
    if (this.status === 'submitted') return 'approve';
    if (!this.revision) return 'patch';
    return this.revision.state === 'submitted' ? 'approveRevision' : 'submitRevision';
  }

  /** Makes the attempt. @returns false when it is refused, and nothing changed */
  attempt(attempt: Attempt): boolean {
    switch (attempt.command) {
      case 'submit':
        return this.go('submit', { steps: this.route, maker: attempt.by });
      case 'suspend':
      case 'resume':
        return this.go(attempt.command);
      case 'retire':
        if (!this.go('retire')) return false;
        this.revision = null;
        return true;
      case 'return':
        return hasTurn(this.review, attempt.by) && this.go('return');
      case 'approve':
        return this.approve(attempt.by);
      case 'tag':
        if (!isEditable(this.status) && !isPublished(this.status)) return false;
        this.tag = attempt.value;
        return true;
      case 'patch':
        return this.patch(attempt.value);
      default:
        return this.revise(attempt);
    }
  }

  private go(
    transition: Parameters<typeof nextStatus>[1],
    review: ModelReview | null = null,
  ): boolean {
    const to = nextStatus(this.status, transition);
    if (!to) return false;
    this.status = to;
    this.review = review;
    return true;
  }

  private approve(by: Player): boolean {
    const { review } = this;
    if (!review || !hasTurn(review, by)) return false;
    if (review.steps.length === 1) return this.go('approve');
    this.review = { ...review, steps: review.steps.slice(1) };
    return true;
  }

  private patch(model: number): boolean {
    if (isEditable(this.status)) this.model = model;
    else if (!isPublished(this.status)) return false;
    else if (this.revision?.state === 'submitted') return model === this.revision.model;
    else if (model === this.model) this.revision = null;
    else this.revision = { state: 'draft', review: null, ...this.revision, model };
    return true;
  }

  private revise({ command, by }: Attempt): boolean {
    const { revision } = this;
    if (!revision) return false;
    const { review } = revision;
    if (command === 'withdrawRevision') {
      this.revision = null;
      return true;
    }
    if (command === 'submitRevision') {
      if (revision.state === 'submitted') return false;
      const submitted = { steps: this.route, maker: by };
      this.revision = { ...revision, state: 'submitted', review: submitted };
      return true;
    }
    if (!review || !hasTurn(review, by)) return false;
    if (command === 'returnRevision') {
      this.revision = { ...revision, state: 'returned', review: null };
    } else if (review.steps.length > 1) {
      const next = { ...review, steps: review.steps.slice(1) };
      this.revision = { ...revision, review: next };
    } else {
      this.model = revision.model;
      this.revision = null;
    }
    return true;
  }
}

const hasTurn = (review: ModelReview | null, by: Player): boolean => {
  const [step] = review?.steps ?? [];
  return step !== undefined && TAKERS[step].includes(by) && review?.maker !== by;
};
