import type { Environment } from '@app/common';

/** What sealing and verifying need to know. */
export type AuditSettings = Pick<Environment, 'auditKey' | 'auditHeadsDirectory'>;

/** Injection token of {@link AuditSettings}. */
export const AUDIT_SETTINGS = 'AUDIT_SETTINGS';
