import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { AdministratorResponse, CreateAdministratorRequest } from './setup.dto';
import { SetupService } from './setup.service';

@ApiTags('identity')
@Controller('setup')
export class SetupController {
  constructor(private readonly setup: SetupService) {}

  @Post('administrator')
  @ApiCreatedResponse({ type: AdministratorResponse })
  createAdministrator(@Body() body: CreateAdministratorRequest): Promise<AdministratorResponse> {
    return this.setup.createAdministrator(body);
  }
}
