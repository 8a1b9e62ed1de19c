/** 增值税专用发票 and 普通发票. */
export const INVOICE_KINDS = ['special', 'ordinary'] as const;
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

/** An invoice stands until a negative one takes it back (红冲). */
export const INVOICE_STATES = ['recorded', 'red_flushed'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** What the tax bureau's platform said of it (查验). */
export const VERIFICATIONS = ['unchecked', 'valid', 'invalid'] as const;
export type Verification = (typeof VERIFICATIONS)[number];
