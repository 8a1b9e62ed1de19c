import { SecretField, TextField } from '@app/http';

export class RequestPasswordResetRequest {
  @TextField({ max: 100 }) login: string;
}

export class CompletePasswordResetRequest {
  @TextField({ max: 200, description: 'from the fragment of the link in the mail' }) token: string;
  @SecretField() password: string;
}
