import { DomainError, type FieldError, NotFound } from '@app/common';

/** Unknown, or of another holder. */
export class LabNotFound extends NotFound {
  constructor() {
    super({ zh: '机组', en: 'lab' });
  }
}

/** The holder has a laboratory of that name (409). */
export class LabNameTaken extends DomainError {
  constructor(nameZh: string) {
    super({
      kind: 'conflict',
      code: 'lab-name-taken',
      title: { zh: '名称已被使用', en: 'Name taken' },
      detail: {
        zh: `本单位已有名为“${nameZh}”的机组，请直接选用或换一个名称。`,
        en: `Your organisation has a lab "${nameZh}"; use it, or choose another name.`,
      },
    });
  }
}

/** A laboratory goes only when no instrument belongs to it (409). */
export class LabInUse extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'lab-in-use',
      title: { zh: '机组内还有仪器', en: 'The lab has instruments' },
      detail: {
        zh: '请先把机组内的仪器调出或调入其他机组，再删除该机组。',
        en: 'Take its instruments out or into another lab first, then delete it.',
      },
    });
  }
}

/** A laboratory that has a part of its holder's income stays, as the statements that name it do (409). */
export class LabHasIncome extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'lab-has-income',
      title: { zh: '机组已参与收入分成', en: 'The lab has a part of the income' },
      detail: {
        zh: '该机组已有分成规则或分成记录，不能删除；可以把仪器调出，或给机组改名。',
        en: 'Rules or statements of income name this lab, so that it cannot be deleted; take its instruments out, or give it another name.',
      },
    });
  }
}

/** None of the holder's laboratories has the id. */
export const labUnknown = (id: string): FieldError => ({
  pointer: '/labId',
  code: 'lab-unknown',
  message: {
    zh: `本单位没有编号为“${id}”的机组，请先添加`,
    en: `your organisation has no lab ${id}; add it first`,
  },
});
