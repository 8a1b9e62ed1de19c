import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '@app/http';

export class ConfirmSecondFactorRequest {
  @TextField({ max: 10, description: 'the six digits that the new authenticator shows' })
  code: string;
}

export class EnrolmentResponse {
  @ApiProperty({ description: 'base 32, to type in where no camera is at hand' }) secret: string;
  @ApiProperty({ description: '`otpauth://totp/…`, to show as a QR code' }) uri: string;
}

export class RecoveryCodesResponse {
  @ApiProperty({ type: [String], description: 'shown this once; each counts once' })
  recoveryCodes: string[];
}
