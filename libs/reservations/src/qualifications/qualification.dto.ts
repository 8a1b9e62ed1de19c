import { ApiProperty } from '@nestjs/swagger';
import { CivilDateField, TextField } from '@app/http';

/** Whether a qualification may be used, today. */
export const QUALIFICATION_STATES = ['valid', 'expired', 'revoked'] as const;
export type QualificationState = (typeof QUALIFICATION_STATES)[number];

/** Who was trained, by the sign-in name that the person gave at the training, and until when it counts. */
export class GrantQualificationRequest {
  @TextField({ max: 100, description: 'sign-in name of the person' }) login: string;
  @CivilDateField({ nullable: true, description: 'last day of service; absent is without an end' })
  validUntil?: string | null;
  @TextField({ max: 500, nullable: true }) note?: string | null;
}

export class QualifiedPerson {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() displayName: string;
}

export class QualifiedInstrument {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() model: string;
  @ApiProperty() holderNameZh: string;
}

/** That a person may use an instrument, as its laboratory and the person see it. */
export class QualificationResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: QualifiedInstrument }) instrument: QualifiedInstrument;
  @ApiProperty({ type: QualifiedPerson }) person: QualifiedPerson;
  @ApiProperty({ enum: QUALIFICATION_STATES, description: 'today' }) state: QualificationState;
  @ApiProperty({ format: 'date-time' }) grantedAt: string;
  @ApiProperty({ format: 'date', nullable: true, type: String, description: 'last day of service' })
  validUntil: string | null;
  @ApiProperty({ nullable: true, type: String }) note: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) revokedAt: string | null;
}

export class QualificationsResponse {
  @ApiProperty({ type: [QualificationResponse] }) items: QualificationResponse[];
}
