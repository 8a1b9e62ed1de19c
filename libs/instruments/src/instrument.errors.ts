import { DomainError, NotFound } from '@app/common';
import { type InstrumentStatus, type Transition, transitionsFrom } from './instrument.rules';

const STATUS_NAMES: Record<InstrumentStatus, string> = {
  draft: '草稿',
  submitted: '待审核',
  listed: '已上架',
  returned: '退回补正',
  suspended: '暂停共享',
  retired: '已退役',
};

const ACTION_NAMES: Record<Transition | 'edit' | 'set-terms', { zh: string; en: string }> = {
  submit: { zh: '提交审核', en: 'submitted' },
  approve: { zh: '审核通过', en: 'approved' },
  return: { zh: '退回补正', en: 'sent back' },
  suspend: { zh: '暂停共享', en: 'suspended' },
  resume: { zh: '恢复共享', en: 'resumed' },
  retire: { zh: '退役', en: 'retired' },
  edit: { zh: '修改', en: 'edited' },
  'set-terms': { zh: '设置开放时间、预约规则或收费标准', en: 'given hours, rules or fees' },
};

/** No such instrument, or not the caller's to see (404). */
export class InstrumentNotFound extends NotFound {
  constructor() {
    super({ zh: '仪器', en: 'instrument' });
  }
}

/** The holder has another instrument under this asset number (409). */
export class AssetNumberTaken extends DomainError {
  constructor(assetNumber: string) {
    const message = {
      zh: `持有单位已有资产编号为“${assetNumber}”的仪器，请核对编号，或直接修改已有仪器`,
      en: `the holder has an instrument with asset number "${assetNumber}" already; check the number or edit that one`,
    };
    super({
      kind: 'conflict',
      code: 'asset-number-taken',
      title: { zh: '资产编号已存在', en: 'The asset number is taken' },
      detail: message,
      members: { errors: [{ pointer: '/assetNumber', code: 'taken', message }] },
    });
  }
}

/** A part has no parts of its own, and none is a part of itself (409). */
export class PartHasNoParts extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'part-has-no-parts',
      title: { zh: '部件不能再有部件', en: 'A part has no parts' },
      detail: {
        zh: '所属整机须是另一台不属于其他整机的仪器，且本仪器自身不能有部件；请改选整机，或先解除原有的部件关系。',
        en: 'The whole must be another instrument that is no part itself, and this one must have no parts; choose another whole or release the parts first.',
      },
    });
  }
}

/** The instrument is in a state this cannot be done from (409). */
export class InstrumentStateConflict extends DomainError {
  constructor(status: InstrumentStatus, action: keyof typeof ACTION_NAMES) {
    super({
      kind: 'conflict',
      code: 'instrument-state',
      title: { zh: '当前状态不允许此操作', en: 'Not possible in this state' },
      detail: {
        zh: `仪器当前为“${STATUS_NAMES[status]}”，不能${ACTION_NAMES[action].zh}；请刷新页面查看最新状态。`,
        en: `The instrument is ${status} and cannot be ${ACTION_NAMES[action].en}; reload to see its state.`,
      },
      members: { state: status, allowed: transitionsFrom(status) },
    });
  }
}

/** Somebody else changed the instrument between reading and writing it (409). */
export class InstrumentChanged extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'instrument-changed',
      title: { zh: '仪器刚被他人修改', en: 'The instrument has just changed' },
      detail: {
        zh: '仪器刚被他人修改，您的操作没有生效，请刷新后重试。',
        en: 'Somebody changed the instrument at the same moment and nothing was done; reload and try again.',
      },
    });
  }
}

/** No such import, or another organisation's (404). */
export class ImportRunNotFound extends NotFound {
  constructor() {
    super({ zh: '导入批次', en: 'import run' });
  }
}
