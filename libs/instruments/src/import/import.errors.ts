import { DomainError } from '@app/common';
import type { RunState } from './import-run.entity';

const STATE_NAMES: Record<RunState, string> = {
  queued: '排队中',
  reading: '读取中',
  previewed: '待确认',
  committing: '导入中',
  stopped: '已停止',
  finished: '已完成',
  failed: '失败',
};

/** The import is in a state this cannot be done from (409). */
export class ImportRunStateConflict extends DomainError {
  constructor(state: RunState) {
    super({
      kind: 'conflict',
      code: 'import-run-state',
      title: { zh: '当前状态不允许此操作', en: 'Not possible in this state' },
      detail: {
        zh: `导入批次当前为“${STATE_NAMES[state]}”，不能进行此操作；请刷新查看最新状态。`,
        en: `The import is ${state}, which does not allow this; reload to see its state.`,
      },
      members: { state },
    });
  }
}

/** Rows of the import became instruments already, so its columns stay as they are (409). */
export class ImportPartlyCommitted extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'import-partly-committed',
      title: { zh: '已有行登记入库', en: 'Rows of it are registered already' },
      detail: {
        zh: '本批次已有行登记入库，不能再改列对应；请逐行修改，或下载问题行后另行导入。',
        en: 'Rows of this import are registered already, so its mapping stays; repair single rows, or download the problem rows and import those.',
      },
    });
  }
}

/** The row is an instrument already, or its cells are no longer kept (409). */
export class ImportRowSettled extends DomainError {
  constructor(rowNumber: number) {
    super({
      kind: 'conflict',
      code: 'import-row-settled',
      title: { zh: '该行已处理', en: 'The row is settled' },
      detail: {
        zh: `第 ${rowNumber} 行已登记入库，或其内容已过保存期，不能再改；请直接修改对应仪器，或重新导入。`,
        en: `Row ${rowNumber} is registered already, or its cells are no longer kept; edit its instrument, or import it anew.`,
      },
    });
  }
}

/** Rows may be instruments that are registered already, and nobody has decided about them (422). */
export class ImportSuspicionsOpen extends DomainError {
  constructor(rowNumbers: readonly number[], count: number) {
    const named = rowNumbers.join(', ');
    super({
      kind: 'rule',
      code: 'import-warnings-open',
      title: { zh: '有疑似重复的行尚未处理', en: 'Rows that may be duplicates are undecided' },
      detail: {
        zh: `${count} 行疑似重复（第 ${named} 行${count > rowNumbers.length ? ' 等' : ''}）；请逐行跳过或确认，或核对后以 acceptWarnings 全部确认。`,
        en: `${count} rows may be duplicates (rows ${named}${count > rowNumbers.length ? ' …' : ''}); leave each out or accept it, or accept all of them with acceptWarnings.`,
      },
      members: { rowNumbers, count },
    });
  }
}
