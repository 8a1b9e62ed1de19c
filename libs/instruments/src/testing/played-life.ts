import { DomainError } from '@app/common';
import { etagOf } from '@app/http';
import type { Actor } from '@app/identity';
import type { ReviewStep } from '../review/review.words';
import { type Attempt, CAST, type Intention, LifeModel, type Player } from './life-model';
import type { TestRegister } from './register';

/** One instrument and its people, and beside it the model of what must be true of them. */
export class PlayedLife {
  private constructor(
    private readonly register: TestRegister,
    readonly people: Readonly<Record<Player, Actor>>,
    readonly instrumentId: string,
    readonly model: LifeModel,
  ) {}

  /** A draft of a county's holder, whose records pass these steps from now on. */
  static async begin(register: TestRegister, route: readonly ReviewStep[]): Promise<PlayedLife> {
    const people = await buildPeople(register);
    const { organisationId } = people.lab;
    await register.db.query(
      `UPDATE organisation SET affiliation = 'county', supervisor_id = $2 WHERE id = $1`,
      [organisationId, people.department.organisationId],
    );
    await register.db.query(
      `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'lab_manager')`,
      [people.turncoat.userId, organisationId],
    );
    const steps = route.map((step) => ({ step, workdays: 5 }));
    await register.routes.put(people.bureau, 'county', steps, {});
    const { id } = await register.buildDraft(people.lab, { model: modelName(0), tags: ['0'] });
    return new PlayedLife(register, people, id, new LifeModel(route));
  }

  /** Makes the attempt here and in the model. @returns what both said, true for done */
  async play(intention: Intention): Promise<{ done: boolean; expected: boolean }> {
    const attempt = this.model.attemptOf(intention);
    const done = await this.attempt(attempt).then(
      () => true,
      (error: unknown) => {
        if (error instanceof DomainError) return false;
        throw error;
      },
    );
    return { done, expected: this.model.attempt(attempt) };
  }

  /** What is true now, and what the model says of it. */
  async compare(): Promise<{ now: object; expected: object }> {
    const { instruments, revisions } = this.register;
    const { status, model, tags, review } = await instruments.get(this.instrumentId);
    const { state, changes, review: underReview } = await revisions.get(this.instrumentId);
    const wanted = changes.find(({ field }) => field === 'model')?.to;
    const { revision } = this.model;
    return {
      now: {
        ...{ status, model, tags, step: review?.step, state, wanted },
        revisionStep: underReview?.step,
      },
      expected: {
        ...{ status: this.model.status, model: modelName(this.model.model) },
        ...{ tags: [String(this.model.tag)], step: this.model.review?.steps[0] },
        ...{
          state: revision?.state ?? 'none',
          wanted: revision ? modelName(revision.model) : undefined,
        },
        revisionStep: revision?.review?.steps[0],
      },
    };
  }

  private attempt({ command, by, value }: Attempt): Promise<unknown> {
    const { lifecycle, revisions } = this.register;
    const asked = { actor: this.people[by], instrumentId: this.instrumentId };
    const reason = '理由';
    switch (command) {
      case 'patch':
        return this.patch(asked.actor, { model: modelName(value) });
      case 'tag':
        return this.patch(asked.actor, { tags: [String(value)] });
      case 'submitRevision':
        return revisions.submit(asked);
      case 'withdrawRevision':
        return revisions.withdraw(asked);
      case 'approveRevision':
        return revisions.approve(asked);
      case 'returnRevision':
        return revisions.sendBack(asked, reason);
      default:
        return lifecycle.move({ ...asked, transition: command, reason });
    }
  }

  private async patch(actor: Actor, changes: object): Promise<unknown> {
    const { instrumentId } = this;
    const { version } = await this.register.instruments.get(instrumentId);
    return this.register.instruments.update(
      { actor, instrumentId, ifMatch: etagOf(version) },
      changes,
    );
  }
}

const modelName = (value: number): string => `Sigma ${value}`;

async function buildPeople(register: TestRegister): Promise<Record<Player, Actor>> {
  const lab = await register.buildActor('lab_manager');
  const { organisationId } = lab;
  const inHolder = () => register.buildActor('holder_admin', { organisationId });
  const inBureau = () => register.buildActor('bureau_reviewer', { regionCode: '330400' });
  const people = {
    lab,
    unit: await inHolder(),
    unit2: await inHolder(),
    department: await register.buildActor('department_reviewer', { regionCode: '330400' }),
    county: await register.buildActor('county_reviewer'),
    bureau: await inBureau(),
    bureau2: await inBureau(),
    turncoat: await inBureau(),
  } satisfies Record<Player, Actor>;
  return Object.fromEntries(CAST.map((player) => [player, people[player]])) as typeof people;
}
