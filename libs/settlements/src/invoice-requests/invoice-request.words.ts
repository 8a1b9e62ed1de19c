/** A request waits until the holder issues the invoice or refuses, or the user organisation withdraws it. */
export const INVOICE_REQUEST_STATES = ['requested', 'issued', 'refused', 'withdrawn'] as const;
export type InvoiceRequestState = (typeof INVOICE_REQUEST_STATES)[number];
