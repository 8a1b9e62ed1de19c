import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { InvoiceProfileResponse, PutInvoiceProfile } from './invoice-profile.dto';
import { InvoiceProfiles } from './invoice-profiles.service';

/** What the caller's organisation wants on its invoices. */
@ApiTags('settlements')
@Controller('invoice-profile')
export class InvoiceProfileController {
  constructor(private readonly profiles: InvoiceProfiles) {}

  @Get()
  @ApiOkResponse({ type: InvoiceProfileResponse })
  get(@CurrentActor() actor: Actor): Promise<InvoiceProfileResponse> {
    return this.profiles.get(actor);
  }

  @Put()
  @ApiOkResponse({ type: InvoiceProfileResponse })
  put(
    @CurrentActor() actor: Actor,
    @Body() body: PutInvoiceProfile,
    @Command() how: CommandCall,
  ): Promise<InvoiceProfileResponse> {
    return this.profiles.put(actor, body, how);
  }
}
