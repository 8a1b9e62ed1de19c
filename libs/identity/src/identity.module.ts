import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessGuard } from './access/access.guard';
import { AccessModule } from './access/access.module';
import { ReadableFields } from './access/readable-fields.interceptor';
import { Subjects } from './access/subjects';
import { ApiKey } from './api-keys/api-key.entity';
import { ApiKeysController } from './api-keys/api-keys.controller';
import { ApiKeysService } from './api-keys/api-keys.service';
import { Delegation } from './delegations/delegation.entity';
import { DelegationsController } from './delegations/delegations.controller';
import { Delegations } from './delegations/delegations.service';
import { definePersonalData } from './identity.personal-data';
import { defineSubjects } from './identity.subjects';
import { IDENTITY_SETTINGS, type IdentitySettings } from './identity.settings';
import { AcceptanceService } from './invitations/acceptance.service';
import { Invitation } from './invitations/invitation.entity';
import { InvitationsController } from './invitations/invitations.controller';
import { InvitationsService } from './invitations/invitations.service';
import { SignedLink } from './links/signed-link.entity';
import { SignedLinks } from './links/signed-links.service';
import { Organisation } from './organisations/organisation.entity';
import { OutsideProviders } from './organisations/outside-providers.service';
import { OrganisationsController } from './organisations/organisations.controller';
import { OrganisationsService } from './organisations/organisations.service';
import { DepartmentsController, RegionsController } from './organisations/reference.controller';
import { RegistrationsController } from './organisations/registrations.controller';
import { RegistrationsService } from './organisations/registrations.service';
import { VerificationService } from './organisations/verification.service';
import { FormerPassword } from './passwords/former-password.entity';
import { PasswordResetsController } from './passwords/password-resets.controller';
import { PasswordResets } from './passwords/password-resets.service';
import { Passwords } from './passwords/passwords.service';
import { PayeeAccount } from './payee-accounts/payee-account.entity';
import { PayeeAccountsController } from './payee-accounts/payee-accounts.controller';
import { PayeeAccounts } from './payee-accounts/payee-accounts.service';
import { Accounts } from './people/accounts.service';
import { MembersController } from './people/members.controller';
import { MembersService } from './people/members.service';
import { Memberships } from './people/memberships.service';
import { SetupCode } from './people/setup-code.entity';
import { SetupController } from './people/setup.controller';
import { SetupService } from './people/setup.service';
import { AppUser, Membership } from './people/user.entity';
import { PersonalDataController } from './personal-data/personal-data.controller';
import { PersonalData } from './personal-data/personal-data.service';
import { PersonalDataSources } from './personal-data/personal-data-sources';
import { ProviderAdmission } from './provider-admissions/provider-admission.entity';
import { ProviderAdmissionsController } from './provider-admissions/provider-admissions.controller';
import { ProviderAdmissions } from './provider-admissions/provider-admissions.service';
import { Authenticators } from './second-factor/authenticators.service';
import {
  MemberSecondFactorController,
  SecondFactorController,
} from './second-factor/second-factor.controller';
import { RecoveryCode, SecondFactor } from './second-factor/second-factor.entity';
import { SecondFactors } from './second-factor/second-factors.service';
import { CallersService } from './sessions/callers.service';
import { KnownDevices } from './sessions/known-devices';
import { MeController } from './sessions/me.controller';
import { MeService } from './sessions/me.service';
import { Proofs } from './sessions/proofs.service';
import { Session } from './sessions/session.entity';
import { SessionsController } from './sessions/sessions.controller';
import { SessionsService } from './sessions/sessions.service';
import { SignInService } from './sessions/sign-in.service';
import { ExternalIdentity, SignInFlow } from './sign-in/external-identity.entity';
import { ExternalSignIn } from './sign-in/external-sign-in.service';
import { SignInGuess } from './sign-in/guess.entity';
import { Guesses } from './sign-in/guesses.service';
import { IdentitiesService } from './sign-in/identities.service';
import {
  IdentitiesController,
  IdentityProvidersController,
} from './sign-in/identity-providers.controller';
import { IdentityProviders, identityProvidersOf } from './sign-in/identity-providers';
import { SignInFlows } from './sign-in/sign-in-flows.service';
import { FilesController } from './uploads/files.controller';
import { UploadsService } from './uploads/uploads.service';

const ENTITIES = [
  ...[Organisation, AppUser, Membership, SetupCode, FormerPassword, Invitation, SignedLink],
  ...[Session, SecondFactor, RecoveryCode, ExternalIdentity, SignInFlow, SignInGuess],
  ...[ApiKey, PayeeAccount, Delegation, ProviderAdmission],
];

/** Organisations, people and their sessions; brings the guard that holds every route to the access policy. */
@Module({})
export class IdentityModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineSubjects(subjects);
    definePersonalData(personalData);
  }

  static forRoot(settings: IdentitySettings): DynamicModule {
    return {
      module: IdentityModule,
      imports: [AccessModule, AuditModule, TypeOrmModule.forFeature(ENTITIES)],
      controllers: [
        ...[SessionsController, MeController, PasswordResetsController, SetupController],
        ...[SecondFactorController, MemberSecondFactorController],
        ...[RegionsController, DepartmentsController, RegistrationsController],
        ...[OrganisationsController, MembersController, InvitationsController, FilesController],
        ...[ApiKeysController, IdentityProvidersController, IdentitiesController],
        ...[PayeeAccountsController, DelegationsController, ProviderAdmissionsController],
        PersonalDataController,
      ],
      providers: [
        { provide: IDENTITY_SETTINGS, useValue: settings },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: ReadableFields },
        ...[CallersService, SessionsService, SignInService, Proofs, MeService],
        ...[Passwords, PasswordResets, SecondFactors, Authenticators, Guesses, KnownDevices],
        ...[OrganisationsService, VerificationService, RegistrationsService, SignedLinks],
        OutsideProviders,
        ...[Accounts, Memberships, MembersService, SetupService],
        ...[InvitationsService, AcceptanceService, UploadsService],
        { provide: IdentityProviders, useValue: identityProvidersOf(settings) },
        ...[ApiKeysService, SignInFlows, IdentitiesService, ExternalSignIn],
        ...[PayeeAccounts, Delegations, ProviderAdmissions, PersonalData],
      ],
      exports: [SignedLinks, PayeeAccounts, Delegations, ProviderAdmissions, OutsideProviders],
      // Links and settings are needed wherever a lib lets in somebody without an account.
      global: true,
    };
  }
}
