/** Functions and references by which a formula reaches outside of its sheet: other files, programs, the network. */
const REACHES_OUT =
  /[[|]|https?:|file:|\\\\|\b(WEBSERVICE|HYPERLINK|CALL|REGISTER(\.ID)?|EXEC|DDE|RTD|INDIRECT|IMPORT\w*|FILES|IMAGE)\s*\(/i;
/** A text that starts a command by DDE, or calls a function. */
const CALLS = /^[+\-@＋－＠\s]*([A-Z][A-Z0-9.]{1,30}\(|[^|]*\|[^!]*!)/i;

/** True for a formula whose stored value is not taken: it was made to reach outside of the sheet. */
export const isHostileFormula = (formula: string): boolean => REACHES_OUT.test(formula);

/**
 * True for a text that a spreadsheet would run. "-80℃冰箱" and "+86 573 …" are none: after such a sign a call or a
 * DDE link must follow.
 */
export const isFormulaText = (text: string): boolean =>
  /^[=＝]/.test(text) || (/^[+\-@＋－＠]/.test(text) && CALLS.test(text));
