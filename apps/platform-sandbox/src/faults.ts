import { Injectable } from '@nestjs/common';
import { ReturnCode, type FieldProblem } from './field-rules';

/** What can be made to go wrong; `cut-…` closes the connection before or after the batch is processed. */
export const FAULT_MODES = [
  'none',
  'refuse',
  'slow',
  'error',
  'too-many',
  'cut-before',
  'cut-after',
] as const;
export type FaultMode = (typeof FAULT_MODES)[number];

/** One fault in force. */
export interface Fault {
  mode: FaultMode;
  /** How many calls it hits; null until it is switched off. */
  times: number | null;
  /** Pause of `slow` in milliseconds. */
  delayMs: number;
  /** Retry-After of `too-many`. */
  retryAfterSeconds: number;
}

const NO_FAULT: Fault = { mode: 'none', times: null, delayMs: 0, retryAfterSeconds: 1 };

/** The fault in force in this process; it forgets it at its end. */
@Injectable()
export class Faults {
  private current: Fault = NO_FAULT;
  private calls = 0;

  get state(): Fault & { calls: number } {
    return { ...this.current, calls: this.calls };
  }

  set(fault: Partial<Fault>): void {
    this.current = { ...NO_FAULT, ...fault };
  }

  /** Counts one call and says what shall happen to it. */
  next(): Fault {
    this.calls += 1;
    const fault = this.current;
    if (fault.times === null) return fault;
    this.current = fault.times > 1 ? { ...fault, times: fault.times - 1 } : NO_FAULT;
    return fault;
  }
}

/** The problem every record of a call has while `refuse` is in force; null otherwise. */
export const refusalOf = ({ mode }: Fault): FieldProblem | null =>
  mode === 'refuse'
    ? { code: ReturnCode.otherFailed, field: 'cname', message: '演示故障：拒收' }
    : null;
