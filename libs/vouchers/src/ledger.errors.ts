import { DomainError, type Fen, fen, formatYuan } from '@app/common';
import type { AccountKind } from './ledger-account.entity';

/** What an account had and what was asked of it, as the database's refusal tells. */
export interface Shortfall {
  accountKind: AccountKind;
  availableFen: Fen;
  askedFen: Fen;
}

/** Reads the detail the ledger's function attaches to a broken floor or ceiling; undefined for any other error. */
export function shortfallOf(error: unknown): Shortfall | undefined {
  const detail = (error as { driverError?: { detail?: unknown } } | null)?.driverError?.detail;
  if (typeof detail !== 'string' || !detail.startsWith('{')) return undefined;
  const said = JSON.parse(detail) as Record<keyof Shortfall, string | number>;
  return {
    accountKind: said.accountKind as AccountKind,
    availableFen: fen(said.availableFen),
    askedFen: fen(said.askedFen),
  };
}

/** The programme's budget has less left than was asked. */
export class BudgetExhausted extends DomainError {
  constructor({ availableFen, askedFen }: Shortfall) {
    super({
      kind: 'rule',
      code: 'budget-exhausted',
      title: { zh: '预算不足', en: 'The budget does not suffice' },
      detail: {
        zh: `本方案可用预算为 ${formatYuan(availableFen)}，本次需要 ${formatYuan(askedFen)}。请减少金额，或先追加预算。`,
        en: `The programme has ${formatYuan(availableFen)} left and ${formatYuan(askedFen)} was asked. Ask for less, or appropriate more first.`,
      },
      members: { availableFen, askedFen },
    });
  }
}

/** The voucher has less left than was asked. */
export class VoucherInsufficient extends DomainError {
  constructor({ availableFen, askedFen }: Shortfall) {
    super({
      kind: 'rule',
      code: 'voucher-insufficient',
      title: { zh: '创新券余额不足', en: 'The voucher does not suffice' },
      detail: {
        zh: `该创新券可用 ${formatYuan(availableFen)}，本次需要 ${formatYuan(askedFen)}。请重新询价后再提交。`,
        en: `The voucher has ${formatYuan(availableFen)} left and ${formatYuan(askedFen)} was asked. Get a new quote and try again.`,
      },
      members: { availableFen, askedFen },
    });
  }
}

/** Another account of the ledger lacks the money: what was to be moved has been moved before. */
export class LedgerShortfall extends DomainError {
  constructor({ accountKind, availableFen, askedFen }: Shortfall) {
    super({
      kind: 'conflict',
      code: 'ledger-shortfall',
      title: { zh: '账户余额不足', en: 'The account does not hold the amount' },
      detail: {
        zh: `该笔资金已被其他操作处理：账户现有 ${formatYuan(availableFen)}，本次需要 ${formatYuan(askedFen)}。请刷新后查看最新状态。`,
        en: `The money was moved by another operation: the account holds ${formatYuan(availableFen)}, ${formatYuan(askedFen)} was asked. Reload to see the present state.`,
      },
      members: { accountKind, availableFen, askedFen },
    });
  }
}

/** The transfer was posted before, under the same id or as the one transfer of its kind. */
export class TransferPostedTwice extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'transfer-posted-twice',
      title: { zh: '该笔记账已存在', en: 'The transfer was posted before' },
      detail: {
        zh: '该笔资金变动已经入账，未重复记账。请刷新后查看最新状态。',
        en: 'This movement of money is already on the books and was not posted again. Reload to see the present state.',
      },
    });
  }
}

/** A document number or bank reference was used before for a transfer of the same kind. */
export class ExternalReferenceUsed extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'external-reference-used',
      title: { zh: '文号或回单号已使用', en: 'The reference was used before' },
      detail: {
        zh: '该文号或回单号已用于另一笔资金变动，请核对后填写正确的号码。',
        en: 'This document number or bank reference belongs to another transfer; check it and enter the right one.',
      },
    });
  }
}
