import { fen } from '@app/common';
import type { Actor } from '@app/identity';
import type { QuotaApplicationDetail } from '../quota/quota-application.dto';
import { QuotaApplications } from '../quota/quota-applications.service';
import { TestBooks } from './books';

/** An application with the people a test needs around it. */
export interface BuiltApplication {
  id: string;
  programmeId: string;
  applicant: Actor;
}

/** Applications for vouchers on one data source. */
export class QuotaDesk {
  readonly applications: QuotaApplications;

  constructor(readonly books: TestBooks) {
    this.applications = new QuotaApplications(books.db, books.issuing, books.audit);
  }

  reviewer(): Promise<Actor> {
    return this.books.buildActor('bureau_reviewer');
  }

  /** One that was handed in, by an organisation of its own in a programme of its own unless told. */
  async buildSubmitted({
    amountFen = 1_000_000,
    ...given
  }: {
    amountFen?: number;
    programmeId?: string;
    applicant?: Actor;
  } = {}): Promise<BuiltApplication> {
    const programmeId = given.programmeId ?? (await this.books.buildProgramme());
    const applicant = given.applicant ?? (await this.books.buildActor('enterprise_admin'));
    const { id } = await this.applications.submit(applicant, {
      ...{ programmeId, amountFen: fen(amountFen), purpose: 'testing', statement: '材料测试' },
    });
    return { id, programmeId, applicant };
  }

  /** One that somebody has pre-checked. */
  async buildChecked(
    given: { amountFen?: number; programmeId?: string; applicant?: Actor } = {},
  ): Promise<BuiltApplication & { checker: Actor }> {
    const built = await this.buildSubmitted(given);
    const checker = await this.reviewer();
    await this.applications.check(checker, built.id, {});
    return { ...built, checker };
  }

  async approve(id: string): Promise<QuotaApplicationDetail> {
    return this.applications.approve(await this.reviewer(), id, {});
  }
}
