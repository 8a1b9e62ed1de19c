/** One page of a list. */
export interface Page<T> {
  items: T[];
}

/** How far a ledger import is. */
export interface Run {
  state: string;
  done: number;
  total: number;
  accepted: number;
  warned: number;
  refused: number;
}

/** The verdict on one row of a ledger. */
export interface Row {
  rowNumber: number;
  verdict: string;
  assetNumber: string;
  instrumentId?: string;
  sharingDuty?: string;
  messages: { field: string; value: string; code: string; message: string }[];
}

/** A price with its parts, integer fen. */
export interface Quote {
  listFen: number;
  voucherFen: number;
  ownFen: number;
  voucherReason?: string;
}

/** A reservation as its parties see it. */
export interface Reservation {
  id: string;
  orderId: string;
  state: string;
  quote: Quote;
  actualFen: number | null;
  allowedActions: string[];
}

/** A voucher with where its money is, integer fen. */
export interface Voucher {
  id: string;
  availableFen: number;
  heldFen: number;
  capturedFen: number;
}
