/** How soon the work is wanted (紧急程度). */
export const URGENCIES = ['normal', 'urgent', 'express'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Which report is wanted: none, a plain one, or one under the CMA or CNAS mark. */
export const REPORT_KINDS = ['none', 'plain', 'cma', 'cnas'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What happens to what is left of the samples: 退样, 留样, 销毁. */
export const LEFT_OVERS = ['return', 'keep', 'destroy'] as const;
export type LeftOver = (typeof LEFT_OVERS)[number];

/** Kinds of a fee schedule that a test may be priced by; minimum and surcharges are of machine time. */
export const SAMPLE_FEE_KINDS = ['per_sample', 'per_use', 'per_hour'] as const;
export type SampleFeeKind = (typeof SAMPLE_FEE_KINDS)[number];
