import { ApiProperty } from '@nestjs/swagger';
import type { Text } from '@app/common';

/** Another way to sign in, as the sign-in page offers it. */
export class IdentityProviderResponse {
  @ApiProperty({ description: 'stands in addresses' }) name: string;
  @ApiProperty({ type: String, description: 'what the button says' }) label: Text;
}

export class IdentityProvidersResponse {
  @ApiProperty({ type: [IdentityProviderResponse] }) items: IdentityProviderResponse[];
}

export class DepartureResponse {
  @ApiProperty({ format: 'uri', description: 'where the browser goes now; good for ten minutes' })
  redirectTo: string;
}

/** An identity that a person has linked; the subject stays with us. */
export class IdentityResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: String, nullable: true, description: 'null when no longer offered' })
  provider: string | null;
  @ApiProperty({ type: String }) label: Text;
  @ApiProperty({ format: 'date-time' }) linkedAt: string;
}

export class IdentitiesResponse {
  @ApiProperty({ type: [IdentityResponse] }) items: IdentityResponse[];
}
