import type { EntityManager } from 'typeorm';
import { NotFound } from '@app/common';
import { acrossOrganisations } from '@app/database';
import { objectName } from '../access/object-names';
import {
  type DelegationResponse,
  type DelegationRow,
  toDelegationResponse,
} from './delegation.dto';
import { type AgentFacts, OFFICES } from './delegation.rules';

/** Today in Shanghai, by the database's clock. */
export const TODAY = `(app_now() AT TIME ZONE 'Asia/Shanghai')::date`;

/** Delegations with both names; to be continued with WHERE. */
export const DELEGATIONS_SQL = `
  SELECT d.*, principal.name_zh AS principal_name_zh, agent.name_zh AS agent_name_zh,
         CASE WHEN d.revoked_at IS NOT NULL THEN 'revoked'
              WHEN ${TODAY} < d.starts_on THEN 'upcoming'
              WHEN ${TODAY} > d.ends_on THEN 'expired'
              ELSE 'active' END AS state
    FROM delegation d
    JOIN organisation principal ON principal.id = d.principal_id
    JOIN organisation agent ON agent.id = d.agent_id`;

/** @throws NotFound */
export async function getDelegation(tx: EntityManager, id: string): Promise<DelegationResponse> {
  const [row]: DelegationRow[] = await tx.query(`${DELEGATIONS_SQL} WHERE d.id = $1`, [id]);
  if (!row) throw new NotFound(objectName('delegation'));
  return toDelegationResponse(row);
}

/** What decides whether an organisation may be an agent; its members are not the principal's to see. */
export async function findAgent(
  tx: EntityManager,
  agentId: string,
): Promise<AgentFacts | undefined> {
  const [row]: (Omit<AgentFacts, 'nameZh' | 'holdsOffice'> & {
    name_zh: string;
    holds_office: boolean;
  })[] = await acrossOrganisations(tx, () =>
    tx.query(
      `SELECT o.name_zh, o.kind, o.verification,
              EXISTS (SELECT FROM membership m JOIN membership held USING (user_id)
                       WHERE m.organisation_id = o.id AND held.role = ANY($2)) AS holds_office
         FROM organisation o WHERE o.id = $1`,
      [agentId, OFFICES],
    ),
  );
  return (
    row && {
      nameZh: row.name_zh,
      kind: row.kind,
      verification: row.verification,
      holdsOffice: row.holds_office,
    }
  );
}

/** True when one of the organisations is the agent, or somebody belongs to it and to the agent. */
export async function isTiedTo(
  tx: EntityManager,
  agentId: string,
  organisationIds: readonly string[],
): Promise<boolean> {
  const [row]: { tied: boolean }[] = await acrossOrganisations(tx, () =>
    tx.query(
      `SELECT $1 = ANY($2::uuid[]) OR EXISTS (
                SELECT FROM membership m JOIN membership other USING (user_id)
                 WHERE m.organisation_id = $1 AND other.organisation_id = ANY($2)) AS tied`,
      [agentId, organisationIds],
    ),
  );
  return row?.tied ?? true;
}
