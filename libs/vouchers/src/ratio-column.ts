import type { ValueTransformer } from 'typeorm';

/** `numeric` with four decimals as a number: every such value below one is exact enough to print back. */
export const ratioColumn: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
