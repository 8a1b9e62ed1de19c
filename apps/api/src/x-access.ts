import { ACCESS_POLICY, READABLE_FIELDS } from '@app/identity';

/**
 * The row of the access policy as the OpenAPI document shows it: who may call the operation in which relation to which
 * object, what else the caller must have, and which properties only some may read or send.
 */
export function xAccess(operationId: string): { 'x-access': object } {
  const row = ACCESS_POLICY[operationId];
  if (!row) throw new Error(`${operationId} has no row in the access policy`);
  const reads = row.object && READABLE_FIELDS[row.object];
  return { 'x-access': { ...row, ...(reads && { reads }) } };
}
