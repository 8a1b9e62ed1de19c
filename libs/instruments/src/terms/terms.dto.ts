import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import type { Fen } from '@app/common';
import {
  BooleanField,
  CivilDateField,
  FenField,
  IdsField,
  ItemsField,
  ObjectField,
  OneOf,
  TextField,
  WholeNumber,
} from '@app/http';

import {
  FEE_KINDS,
  FEE_TIERS,
  type FeeKind,
  type FeeTier,
  SECOND_APPROVERS,
  type SecondApprover,
} from './terms';

const YEAR_OF_MINUTES = 525_600;

/** A time of day in Shanghai, `08:00` to `24:00`. */
const TimeField = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    TextField({ ...options, max: 5, description: 'HH:mm in Asia/Shanghai, up to 24:00' }),
    Matches(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
      context: { zh: '须为 HH:mm，如 08:00，最晚 24:00', en: 'must be HH:mm, up to 24:00' },
    }),
  );

/** A rule that null switches off. */
const MinutesField = (min: number, description: string): PropertyDecorator =>
  WholeNumber({ min, max: YEAR_OF_MINUTES, nullable: true, description });

/** Points for times not kept; null switches the rule off. */
const PointsField = (description: string): PropertyDecorator =>
  WholeNumber({ min: 1, max: 100, nullable: true, description });

export class WeeklyWindowBody {
  @WholeNumber({ min: 1, max: 7, description: '1 is Monday' }) weekday: number;
  @TimeField() from: string;
  @TimeField() to: string;
}

/** Groups of the holder for which a window is open; all others find it closed. */
const GroupsField = (): PropertyDecorator =>
  IdsField({ max: 20, nullable: true, description: 'open to these user groups only' });

export class OpeningWindowBody extends WeeklyWindowBody {
  @GroupsField() groupIds?: string[] | null;
}

export class OpeningExceptionBody {
  @CivilDateField() date: string;
  @BooleanField({ nullable: true }) closed?: boolean | null;
  @TimeField({ nullable: true }) from?: string | null;
  @TimeField({ nullable: true }) to?: string | null;
  @GroupsField() groupIds?: string[] | null;
}

/** The whole of an instrument's hours; windows that touch or overlap are merged. */
export class PutOpeningHoursRequest {
  @ItemsField(() => OpeningWindowBody, { max: 100 }) weekly: OpeningWindowBody[];
  @ItemsField(() => OpeningExceptionBody, { max: 800, nullable: true })
  exceptions?: OpeningExceptionBody[] | null;
  @OneOf(['closed', 'open'], { description: 'on statutory days off' })
  onHolidays: 'closed' | 'open';
}

/** Version 0 means never set, which is closed. */
export class OpeningHoursResponse extends PutOpeningHoursRequest {
  @ApiProperty() version: number;
}

/** Hours as they were set once; the highest version is in force. */
export class OpeningHoursVersionResponse extends OpeningHoursResponse {
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

export class QuotaBody {
  @OneOf(['user', 'organisation']) scope: 'user' | 'organisation';
  @OneOf(['day', 'week', 'month', 'year', 'future'])
  per: 'day' | 'week' | 'month' | 'year' | 'future';
  @OneOf(['instrument', 'lab', 'holder']) of: 'instrument' | 'lab' | 'holder';
  @WholeNumber({ min: 1, max: 10_000, nullable: true }) count?: number | null;
  @WholeNumber({ min: 1, max: YEAR_OF_MINUTES, nullable: true }) minutes?: number | null;
}

export class CancellationFeeBody {
  @WholeNumber({ min: 0, max: YEAR_OF_MINUTES }) withinMinutes: number;
  @FenField() amountFen: Fen;
}

export class CancellationStepBody {
  @WholeNumber({ min: 0, max: YEAR_OF_MINUTES, description: 'later than this before the start' })
  withinMinutes: number;
  @FenField({ nullable: true, description: 'never more than the list price' })
  amountFen?: Fen | null;
  @WholeNumber({ min: 1, max: 100, nullable: true, description: 'of the list price' })
  percent?: number | null;
}

/** Each field optional: absent takes the default, null is off. */
export class PutBookingPolicyRequest {
  @MinutesField(1, 'starts lie on this grid from midnight') startGridMinutes?: number | null;
  @MinutesField(1, 'lengths are multiples of this') lengthGridMinutes?: number | null;
  @MinutesField(1, 'shortest reservation') minMinutes?: number | null;
  @MinutesField(1, 'longest reservation') maxMinutes?: number | null;
  @BooleanField({ nullable: true, description: 'may a reservation pass midnight' })
  multiDay?: boolean | null;
  @BooleanField({
    nullable: true,
    description: 'whole opening days only; grids and the shortest length are off with it',
  })
  wholeDay?: boolean | null;
  @MinutesField(0, 'least time between booking and start') noticeMinutes?: number | null;
  @BooleanField({
    nullable: true,
    description: 'notices are whole days and count civil days, whatever the hour; equal is enough',
  })
  noticeInDays?: boolean | null;
  @MinutesField(0, 'least time before the start to move') changeNoticeMinutes?: number | null;
  @MinutesField(0, 'least time before the start to cancel') cancelNoticeMinutes?: number | null;
  @WholeNumber({ min: 1, max: 1_100, nullable: true, description: 'how far ahead' })
  horizonDays?: number | null;
  @CivilDateField({ nullable: true, description: 'first date that can be booked' })
  bookableFrom?: string | null;
  @CivilDateField({ nullable: true, description: 'last date that can be booked' })
  bookableUntil?: string | null;
  @WholeNumber({ min: 0, max: 1_440, nullable: true, description: 'kept free before' })
  setUpMinutes?: number | null;
  @WholeNumber({ min: 0, max: 1_440, nullable: true, description: 'kept free after' })
  cleanUpMinutes?: number | null;
  @MinutesField(0, 'no unusable gap shorter than this is left') minGapMinutes?: number | null;
  @ItemsField(() => QuotaBody, { max: 20, nullable: true }) quotas?: QuotaBody[] | null;
  @OneOf(['instant', 'first', 'each'], {
    nullable: true,
    description: 'who waits for approval: nobody, first-time users, everybody',
  })
  approval?: 'instant' | 'first' | 'each' | null;
  @FenField({ nullable: true, description: 'approved by the lab if the list price is above' })
  approvalAboveFen?: Fen | null;
  @MinutesField(1, 'approved by the lab if longer') approvalAboveMinutes?: number | null;
  @OneOf(SECOND_APPROVERS, {
    nullable: true,
    description: 'who decides after the lab, by another person: the asset department, the bureau',
  })
  secondApproval?: SecondApprover | null;
  @MinutesField(1, 'a request is answered within this, at each step; later it has expired')
  responseMinutes?: number | null;
  @BooleanField({ nullable: true, description: 'who books needs a qualification of the lab' })
  trainingRequired?: boolean | null;
  @BooleanField({ nullable: true, description: 'a person’s first use is with somebody of the lab' })
  firstAssisted?: boolean | null;
  @OneOf(['keep', 'cancel'], {
    nullable: true,
    description:
      'of a displaced reservation nobody answers for: kept until its start, or cancelled',
  })
  displacedUnanswered?: 'keep' | 'cancel' | null;
  @MinutesField(0, 'check-in is possible this long before the start')
  checkInWindowMinutes?: number | null;
  @MinutesField(1, 'released when nobody checked in this long after the start')
  autoReleaseMinutes?: number | null;
  @MinutesField(0, 'nothing may be changed this close to the start')
  lockWindowMinutes?: number | null;
  @ObjectField(() => CancellationFeeBody, { nullable: true })
  cancellationFee?: CancellationFeeBody | null;
  @ItemsField(() => CancellationStepBody, {
    max: 10,
    nullable: true,
    description: 'what cancelling costs the closer the start is; instead of cancellationFee',
  })
  cancellationFees?: CancellationStepBody[] | null;
  @PointsField('for who does not come; given when the time is released') noShowPoints?:
    number | null;
  @PointsField('for cancelling later than lateCancelMinutes') lateCancelPoints?: number | null;
  @MinutesField(1, 'cancelling later than this before the start is late')
  lateCancelMinutes?: number | null;
  @PointsField('so many points with the holder ban a person from booking') banThreshold?:
    number | null;
  @WholeNumber({ min: 1, max: 366, nullable: true, description: 'how long a ban lasts' })
  banDays?: number | null;
}

/** Every rule in force; null is off. Version 0 is the default policy. */
export class BookingPolicyResponse extends PutBookingPolicyRequest {
  @ApiProperty() version: number;
}

/** At most ten million yuan a unit, so that the price of any allowed quantity stays a safe amount. */
const MAX_UNIT_FEN = 1_000_000_000;

/** A weekly time with another price of an hour: a share of the usual one, or an amount. */
export class OffPeakWindowBody extends WeeklyWindowBody {
  @WholeNumber({ min: 0, max: 100, nullable: true, description: 'of the usual price' })
  percent?: number | null;
  @FenField({ max: MAX_UNIT_FEN, nullable: true, description: 'of an hour, in fen' })
  amountFen?: Fen | null;
}

export class FeeLineBody {
  @OneOf(FEE_KINDS) kind: FeeKind;
  @FenField({ max: MAX_UNIT_FEN }) amountFen: Fen;
  @OneOf(FEE_TIERS, {
    nullable: true,
    description: 'whom it is for; absent is everybody without a line of their own',
  })
  tier?: FeeTier | null;
  @ItemsField(() => OffPeakWindowBody, { max: 50, nullable: true, description: 'per_hour only' })
  offPeak?: OffPeakWindowBody[] | null;
}

export class PutFeeScheduleRequest {
  @CivilDateField({ description: 'first service date it holds for' }) validFrom: string;
  @ItemsField(() => FeeLineBody, { min: 1, max: 50 }) lines: FeeLineBody[];
}

/** One of the price lists that were published, never changed since. */
export class FeeScheduleVersionResponse {
  @ApiProperty() version: number;
  @ApiProperty({ format: 'date' }) validFrom: string;
  @ApiProperty({ type: [FeeLineBody] }) lines: FeeLineBody[];
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

/** A published price list; version 0 without lines and without a date means none was published yet. */
export class FeeScheduleResponse {
  @ApiProperty() version: number;
  @ApiProperty({ type: String, format: 'date', nullable: true }) validFrom: string | null;
  @ApiProperty({ type: [FeeLineBody] }) lines: FeeLineBody[];
}
