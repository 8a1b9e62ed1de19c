import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import type { ContractRequirementResponse } from './order-contract.dto';
import type { ContractRule } from './order-contract.entity';

const UNTOLD: ContractRequirementResponse = { rule: 'never', version: 0 };

/** When holders ask for a contract before their instruments are used. */
@Injectable()
export class ContractRequirements {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  get(holderId: string): Promise<ContractRequirementResponse> {
    return find(this.db.manager, holderId);
  }

  /** Holds for every use that begins from now on. @throws VersionConflict when If-Match names another version (412) */
  put(
    actor: Actor,
    holderId: string,
    rule: ContractRule,
    { call, ifMatch }: CommandCall,
  ): Promise<ContractRequirementResponse> {
    return inCommand(this.db, call, async (tx) => {
      await tx.query('SELECT FROM organisation WHERE id = $1 FOR NO KEY UPDATE', [holderId]);
      requireVersion(ifMatch, (await find(tx, holderId)).version);
      await tx.query(
        `INSERT INTO contract_requirement AS q (id, rule) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, version = q.version + 1`,
        [holderId, rule],
      );
      await this.audit.record(tx, {
        ...{ actor, action: 'contract-requirement.put', detail: { rule } },
        ...{ objectType: 'contract_requirement', objectId: holderId },
      });
      return find(tx, holderId);
    });
  }
}

async function find(tx: EntityManager, holderId: string): Promise<ContractRequirementResponse> {
  const [row = UNTOLD]: ContractRequirementResponse[] = await tx.query(
    'SELECT rule, version FROM contract_requirement WHERE id = $1',
    [holderId],
  );
  return row;
}
