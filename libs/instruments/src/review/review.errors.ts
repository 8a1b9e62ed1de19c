import { DomainError } from '@app/common';
import { type ReviewStep, STEP_NAMES, STEP_REVIEWERS } from './review.words';

/** Maker and checker: nobody reviews an instrument of their own organisation, but for its asset department's step (403). */
export class OwnInstrument extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'own-instrument',
      title: { zh: '不能审核本单位的仪器', en: 'An instrument of your own organisation' },
      detail: {
        zh: '不能审核本单位的仪器，请由其他单位的审核人员处理。',
        en: 'You cannot review an instrument of your own organisation; another reviewer has to.',
      },
    });
  }
}

/** The step that waits is another office's (403). */
export class OtherReviewStep extends DomainError {
  constructor(step: ReviewStep, dueOn: string) {
    const [name, reviewer] = [STEP_NAMES[step], STEP_REVIEWERS[step]];
    super({
      kind: 'forbidden',
      code: 'other-review-step',
      title: { zh: '当前审核环节不由您办理', en: 'This step of the review is not yours' },
      detail: {
        zh: `当前处于“${name.zh}”环节，须由${reviewer.zh}在 ${dueOn} 前办理；轮到您的环节时再审核。`,
        en: `It waits for the ${name.en}, which ${reviewer.en} has to do by ${dueOn}; yours may come after.`,
      },
      members: { step, dueOn },
    });
  }
}
