export { ACCESS_POLICY, type AccessRule, allows } from './access-policy';
export { CurrentActor } from './access.guard';
export * from './identity.errors';
export * from './identity.module';
export * from './organisation.entity';
export * from './organisation.words';
export * from './roles';
export { hashPassword, type IdentitySettings } from './sessions.service';
export * from './user.entity';
