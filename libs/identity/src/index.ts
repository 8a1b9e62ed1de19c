export { ACCESS_POLICY, READABLE_FIELDS } from './access/access-policy';
export { AccessGuard, CurrentActor, CurrentCaller } from './access/access.guard';
export { AccessModule } from './access/access.module';
export * from './access/access-row';
export { API_KEY_SCOPES, type Scope, SCOPES } from './access/api-key-scopes';
export type { Caller } from './access/caller';
export { mayCall, type ObjectOperation, type Reach, reachOf } from './access/permission';
export { BOOKERS } from './access/policy/roles';
export { type Relation, RELATIONS, relationsOf, type Subject } from './access/relations';
export * from './access/roles';
export { Subjects } from './access/subjects';
export { ApiKey } from './api-keys/api-key.entity';
export { AuditTrailModule } from './audit-trail/audit-trail.module';
export {
  DELEGATED_ACTIONS,
  type DelegatedAction,
  Delegation,
} from './delegations/delegation.entity';
export * from './delegations/delegation.errors';
export { Delegations } from './delegations/delegations.service';
export * from './identity.errors';
export * from './identity.module';
export * from './identity.worker.module';
export type { IdentitySettings } from './identity.settings';
export { Invitation } from './invitations/invitation.entity';
export { LinkSigner } from './links/link-signer';
export { SignedLinks } from './links/signed-links.service';
export { LINK_PURPOSES, type LinkPurpose, SignedLink } from './links/signed-link.entity';
export * from './organisations/organisation.entity';
export { findFileProblems } from './owned-files';
export * from './organisations/organisation.words';
export { type NamedProvider, OutsideProviders } from './organisations/outside-providers.service';
export { FormerPassword } from './passwords/former-password.entity';
export { hashPassword } from './passwords/password-hash';
export { PayeeAccount } from './payee-accounts/payee-account.entity';
export { type ActivePayeeAccount, PayeeAccounts } from './payee-accounts/payee-accounts.service';
export { findRoleConflict, OFFICE_ROLES } from './people/role.rules';
export {
  type PersonalDataSource,
  PersonalDataSources,
} from './personal-data/personal-data-sources';
export { issueSetupCode } from './people/setup.service';
export { SetupCode } from './people/setup-code.entity';
export * from './people/user.entity';
export { ProviderAdmission } from './provider-admissions/provider-admission.entity';
export { ProviderAdmissions } from './provider-admissions/provider-admissions.service';
export { RecoveryCode, SecondFactor } from './second-factor/second-factor.entity';
export { Session } from './sessions/session.entity';
export { ExternalIdentity, SignInFlow } from './sign-in/external-identity.entity';
export { SignInGuess } from './sign-in/guess.entity';
