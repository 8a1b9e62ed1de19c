import type { Fen } from '@app/common';

/** A weekly window in Shanghai civil time; `to` may be 24:00. Weekday 1 is Monday. */
export interface WeeklyWindow {
  weekday: number;
  from: string;
  to: string;
}

/** A time at which the instrument is open to all, or to some user groups of its holder only. */
export interface OpeningWindow extends WeeklyWindow {
  /** Absent is to all. */
  groupIds?: string[];
}

/** A date that departs from the week: closed, or open in these windows instead. */
export type OpeningException =
  | { date: string; closed: true }
  | { date: string; closed?: undefined; from: string; to: string; groupIds?: string[] };

/** When an instrument can be used; version 0 with empty lists means never set, which is closed. */
export interface OpeningHours {
  version: number;
  weekly: OpeningWindow[];
  exceptions: OpeningException[];
  /** Statutory days off; make-up workdays count as workdays. */
  onHolidays: 'closed' | 'open';
}

/** A limit on how much one user or organisation may book: `count` reservations or `minutes`, or both. */
export interface Quota {
  scope: 'user' | 'organisation';
  per: 'day' | 'week' | 'month' | 'year' | 'future';
  /** `lab` is the instruments of its laboratory, or the instrument itself where it belongs to none. */
  of: 'instrument' | 'lab' | 'holder';
  count?: number | null;
  minutes?: number | null;
}

/** What a late cancellation costs. */
export interface CancellationFee {
  /** Cancelling later than this before the start costs the fee. */
  withinMinutes: number;
  amountFen: Fen;
}

/** A rung of the ladder of fees: an amount, or a share of the list price. */
export interface CancellationStep {
  withinMinutes: number;
  amountFen?: Fen | null;
  /** Whole percent of the list price, 1 to 100. */
  percent?: number | null;
}

/** Whose word a request may need after that of the lab: the holder's asset department (资产管理部门), or the bureau. */
export const SECOND_APPROVERS = ['holder', 'bureau'] as const;
export type SecondApprover = (typeof SECOND_APPROVERS)[number];

/** The rules of booking with every choice made: null is off; version 0 is the default policy. */
export interface BookingPolicy {
  version: number;
  startGridMinutes: number | null;
  lengthGridMinutes: number | null;
  minMinutes: number | null;
  maxMinutes: number | null;
  multiDay: boolean;
  /** Whole opening days only: from the first window of a day to the last one of the same or a later day. */
  wholeDay: boolean;
  noticeMinutes: number;
  /** The notices count civil days in Shanghai: two days are kept at any hour of the second day before the start. */
  noticeInDays: boolean;
  changeNoticeMinutes: number | null;
  cancelNoticeMinutes: number | null;
  horizonDays: number | null;
  /** First and last civil date that can be booked. */
  bookableFrom: string | null;
  bookableUntil: string | null;
  setUpMinutes: number;
  cleanUpMinutes: number;
  minGapMinutes: number | null;
  quotas: Quota[];
  approval: 'instant' | 'first' | 'each';
  /** What costs more by the price list, or lasts longer, the lab approves in any case. */
  approvalAboveFen: Fen | null;
  approvalAboveMinutes: number | null;
  /** Who decides about what the lab has approved, too; null is nobody. */
  secondApproval: SecondApprover | null;
  /** Within which a request is promised an answer, at each of its steps; one that is not answered by then expires. */
  responseMinutes: number | null;
  /** Who books needs a qualification that the laboratory granted. */
  trainingRequired: boolean;
  /** Somebody of the laboratory stays with a person who uses it for the first time. */
  firstAssisted: boolean;
  /** What becomes of a displaced reservation whose customer answers no proposal. */
  displacedUnanswered: 'keep' | 'cancel';
  checkInWindowMinutes: number | null;
  autoReleaseMinutes: number | null;
  lockWindowMinutes: number | null;
  /** A single fee; several are in `cancellationFees`. */
  cancellationFee: CancellationFee | null;
  cancellationFees: CancellationStep[];
  /** Points for who does not come, or cancels later than `lateCancelMinutes` before the start. */
  noShowPoints: number | null;
  lateCancelPoints: number | null;
  lateCancelMinutes: number | null;
  /** So many points with the holder keep a person from booking for `banDays`. */
  banThreshold: number | null;
  banDays: number | null;
}

/** What a price is for: `minimum` is the least an order costs, `operator_per_hour` comes on top with an operator. */
export const FEE_KINDS = [
  'per_hour',
  'per_sample',
  'per_use',
  'minimum',
  'operator_per_hour',
] as const;
export type FeeKind = (typeof FEE_KINDS)[number];

/** Whom a price is for: the holder's own people (内部), other users of Jiaxing (嘉兴), everybody else (市外). */
export const FEE_TIERS = ['internal', 'jiaxing', 'outside'] as const;
export type FeeTier = (typeof FEE_TIERS)[number];

/** A weekly time at which an hour costs another price: a share of the usual one, or an amount. */
export interface OffPeakWindow extends WeeklyWindow {
  /** Whole percent of the usual price, 0 to 100. */
  percent?: number | null;
  /** Of an hour. */
  amountFen?: Fen | null;
}

/** A price of a fee schedule. */
export interface FeeLine {
  kind: FeeKind;
  amountFen: Fen;
  /** Absent or null is for everybody whose tier has no line of that kind. */
  tier?: FeeTier | null;
  /** Of prices per hour only. */
  offPeak?: OffPeakWindow[] | null;
}

/** A published price list from a civil date on; an order keeps the version it was quoted from. */
export interface FeeSchedule {
  version: number;
  validFrom: string;
  lines: FeeLine[];
}

/** Never set: closed. */
export const NO_OPENING_HOURS: OpeningHours = {
  version: 0,
  weekly: [],
  exceptions: [],
  onHolidays: 'closed',
};

/** The rules that hold until a lab manager sets some. */
export const DEFAULT_RULES: Readonly<Omit<BookingPolicy, 'version'>> = {
  startGridMinutes: 15,
  lengthGridMinutes: 15,
  minMinutes: 30,
  maxMinutes: 480,
  multiDay: false,
  wholeDay: false,
  noticeMinutes: 0,
  noticeInDays: false,
  changeNoticeMinutes: null,
  cancelNoticeMinutes: null,
  horizonDays: 90,
  bookableFrom: null,
  bookableUntil: null,
  setUpMinutes: 0,
  cleanUpMinutes: 0,
  minGapMinutes: null,
  quotas: [],
  approval: 'instant',
  approvalAboveFen: null,
  approvalAboveMinutes: null,
  secondApproval: null,
  responseMinutes: null,
  trainingRequired: false,
  firstAssisted: false,
  displacedUnanswered: 'keep',
  checkInWindowMinutes: 15,
  autoReleaseMinutes: null,
  lockWindowMinutes: null,
  cancellationFee: null,
  cancellationFees: [],
  noShowPoints: null,
  lateCancelPoints: null,
  lateCancelMinutes: null,
  banThreshold: null,
  banDays: null,
};

/** Never set: the default rules. */
export const DEFAULT_BOOKING_POLICY: BookingPolicy = { version: 0, ...DEFAULT_RULES };
