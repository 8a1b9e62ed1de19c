import { addFen, fen, type Fen, formatYuan, subtractFen, sumFen, ZERO_FEN } from '@app/common';
import { fieldError } from '@app/http';
import type { ChangeLineKind, ReductionCause } from './change-order.words';

/** A line as the lab writes it. */
export interface ProposedLine {
  kind: ChangeLineKind;
  text: string;
  /** Minutes, samples or tests; none for the other kinds. */
  quantity?: number | null;
  /** Of a reduction only, and of every one. */
  cause?: ReductionCause | null;
  /** Charged, taken off or, for an agreed price, the whole fee: never negative. */
  amountFen: number;
}

/** A line with what it changes. */
export interface ChangeLine extends ProposedLine {
  quantity: number | null;
  /** Null for what is no reduction; absent on lines from before causes were asked for. */
  cause?: ReductionCause | null;
  /** What it adds to the fee; negative for what it takes off. */
  changeFen: Fen;
}

/** A change of a fee, line by line. */
export interface PricedChange {
  lines: ChangeLine[];
  amountFen: Fen;
  /** Something is taken off, which a second person of the lab has to approve. */
  isReduction: boolean;
}

const COUNTED: readonly ChangeLineKind[] = ['extra_time', 'extra_samples', 'extra_tests'];

/** What the lines make of a fee. */
export function priceChange(lines: readonly ProposedLine[], feeFen: Fen): PricedChange {
  const priced = lines.map((line) => ({
    ...line,
    quantity: line.quantity ?? null,
    cause: line.cause ?? null,
    changeFen: changeOf(line, feeFen),
  }));
  return {
    lines: priced,
    amountFen: sumFen(priced.map(({ changeFen }) => changeFen)),
    isReduction: priced.some(({ changeFen }) => changeFen < 0),
  };
}

function changeOf({ kind, amountFen }: ProposedLine, feeFen: Fen): Fen {
  if (kind === 'agreed_price') return subtractFen(fen(amountFen), feeFen);
  return kind === 'reduction' ? subtractFen(ZERO_FEN, fen(amountFen)) : fen(amountFen);
}

type FieldError = ReturnType<typeof fieldError>;

/** Every rule that the lines of a change break, with the field. */
export function changeProblems(lines: readonly ProposedLine[], feeFen: Fen): FieldError[] {
  const problems = lines.flatMap(lineProblems);
  const isAgreed = lines.some(({ kind }) => kind === 'agreed_price');
  if (isAgreed && lines.length > 1)
    problems.push(
      fieldError('/lines', 'agreed-price-alone', String(lines.length), {
        zh: '协议价是整单费用，只能单独一行，请去掉其他行',
        en: 'an agreed price is the whole fee and stands alone; remove the other lines',
      }),
    );
  const after = addFen(feeFen, priceChange(lines, feeFen).amountFen);
  if (after < 0)
    problems.push(
      fieldError('/lines', 'below-zero', String(after), {
        zh: `减免超过了应收费用 ${formatYuan(feeFen)}，请减少减免金额`,
        en: `takes off more than the fee of ${formatYuan(feeFen)}; reduce less`,
      }),
    );
  return problems;
}

function lineProblems(line: ProposedLine, index: number): FieldError[] {
  const { kind, amountFen } = line;
  const problems = [...quantityProblems(line, index), ...causeProblems(line, index)];
  if (kind !== 'agreed_price' && amountFen === 0)
    problems.push(
      fieldError(`/lines/${index}/amountFen`, 'nothing', '0', {
        zh: '金额须大于 0；无需收费的不必列出',
        en: 'must be above 0; leave out what costs nothing',
      }),
    );
  return problems;
}

/** What is counted says how much, and nothing else does. */
function quantityProblems({ kind, quantity }: ProposedLine, index: number): FieldError[] {
  const isCounted = COUNTED.includes(kind);
  const at = `/lines/${index}/quantity`;
  if (isCounted && !quantity)
    return [
      fieldError(at, 'required', String(quantity ?? ''), {
        zh: '请填写增加的数量（分钟、样品数或测试数）',
        en: 'say how many minutes, samples or tests are added',
      }),
    ];
  if (isCounted || !quantity) return [];
  return [
    fieldError(at, 'not-counted', String(quantity), {
      zh: '该类明细不填数量，请删除',
      en: 'this kind of line has no quantity; remove it',
    }),
  ];
}

/** A reduction says why, out of the list; its text and the reason of the change say the rest. */
function causeProblems({ kind, cause }: ProposedLine, index: number): FieldError[] {
  const at = `/lines/${index}/cause`;
  if (kind === 'reduction')
    return cause
      ? []
      : [
          fieldError(at, 'required', undefined, {
            zh: '减免须选择原因（cause）',
            en: 'a reduction needs a cause of the list',
          }),
        ];
  if (!cause) return [];
  return [
    fieldError(at, 'not-a-reduction', cause, {
      zh: '只有减免行填写减免原因，请删除',
      en: 'is for reductions only; remove it',
    }),
  ];
}
