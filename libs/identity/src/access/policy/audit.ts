import { type AccessRow, any } from '../access-row';

const audit = { who: [any('auditor')] } satisfies AccessRow;

/** The audit trail, which the audit administrator (审计管理员) alone reads. */
export const AUDIT_POLICY = {
  'auditTrail.list': audit,
  'auditTrail.export': audit,
  'auditTrail.verify': audit,
} satisfies Record<string, AccessRow>;
