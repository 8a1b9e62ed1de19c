/** `draft` is the holder's alone; the user organisation confirms or disputes what was `sent`; `void` gives its orders free. */
export const STATEMENT_STATES = ['draft', 'sent', 'confirmed', 'disputed', 'void'] as const;
export type StatementState = (typeof STATEMENT_STATES)[number];

/** What can be done to a statement. */
export const STATEMENT_ACTIONS = [
  ...(['send', 'confirm', 'dispute', 'correct', 'invoice', 'void'] as const),
] as const;
export type StatementAction = (typeof STATEMENT_ACTIONS)[number];

/** From which states each action starts and where it leads; the state stays without `to`. */
export const STATEMENT_LIFE: Readonly<
  Record<StatementAction, { from: readonly StatementState[]; to?: StatementState }>
> = {
  send: { from: ['draft'], to: 'sent' },
  confirm: { from: ['sent'], to: 'confirmed' },
  dispute: { from: ['sent'], to: 'disputed' },
  correct: { from: ['draft', 'disputed'], to: 'draft' },
  invoice: { from: ['confirmed'] },
  void: { from: ['draft', 'sent', 'disputed', 'confirmed'], to: 'void' },
};

/** What a statement in a state allows. */
export const actionsIn = (state: StatementState): StatementAction[] =>
  STATEMENT_ACTIONS.filter((action) => STATEMENT_LIFE[action].from.includes(state));

/** What a statement is written as: to be printed and signed, or for the books. */
export const STATEMENT_FORMATS = ['pdf', 'xlsx'] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];
