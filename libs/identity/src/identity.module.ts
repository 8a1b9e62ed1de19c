import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessGuard } from './access.guard';
import { MembersController, SetupController } from './members.controller';
import { MembersService } from './members.service';
import { Organisation } from './organisation.entity';
import { OrganisationsController } from './organisations.controller';
import { OrganisationsService } from './organisations.service';
import { MeController, SessionsController } from './sessions.controller';
import { IDENTITY_SETTINGS, type IdentitySettings, SessionsService } from './sessions.service';
import { SetupCode } from './setup-code.entity';
import { AppUser, Membership, Session } from './user.entity';

/** Organisations, people and their sessions; brings the guard that holds every route to the access policy. */
@Module({})
export class IdentityModule {
  static forRoot(settings: IdentitySettings): DynamicModule {
    return {
      module: IdentityModule,
      imports: [
        AuditModule,
        TypeOrmModule.forFeature([Organisation, AppUser, Membership, Session, SetupCode]),
      ],
      controllers: [
        SessionsController,
        MeController,
        OrganisationsController,
        MembersController,
        SetupController,
      ],
      providers: [
        { provide: IDENTITY_SETTINGS, useValue: settings },
        { provide: APP_GUARD, useClass: AccessGuard },
        SessionsService,
        OrganisationsService,
        MembersService,
      ],
    };
  }
}
