import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, newId } from '@app/common';
import { inCommand } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  type PageQuery,
} from '@app/http';
import type { Actor } from '@app/identity';
import type { SetShareRule, ShareRuleResponse } from './income-share.dto';
import { shareLabUnknown } from './income-share.errors';
import { lockIncome } from './income-lock';

const RULES = `
  SELECT rule.id, rule.version, rule.lab_id AS "labId", lab.name_zh AS "labNameZh", rule.valid_from::text AS "validFrom",
         rule.lab_ratio::float8 AS "labRatio", rule.created_at
    FROM income_share_rule rule LEFT JOIN lab ON lab.id = rule.lab_id`;

type RuleRow = Omit<ShareRuleResponse, 'createdAt'> & { created_at: Date };

/** What part of its income a holder leaves to its laboratories (机组分成), by day of service; a change is a new version. */
@Injectable()
export class IncomeShareRules {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Writes down what is shared from a day on. Orders of which a closed month has something keep the rule they had.
   *
   * @throws FieldsRefused for a laboratory that is not the holder's (422)
   */
  set(
    actor: Actor,
    { labId, validFrom, labRatio }: SetShareRule,
    { call }: CommandCall,
  ): Promise<ShareRuleResponse> {
    return inCommand(this.db, call, async (tx) => {
      if (labId) await requireLab(tx, actor.organisationId, labId);
      await lockIncome(tx, actor.organisationId);
      const id = newId();
      await tx.query(
        `INSERT INTO income_share_rule (id, holder_organisation_id, lab_id, version, valid_from, lab_ratio, set_by)
         SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6 FROM income_share_rule WHERE holder_organisation_id = $2`,
        [id, actor.organisationId, labId ?? null, validFrom, labRatio, actor.userId],
      );
      await this.audit.record(tx, {
        ...{
          actor,
          action: 'income-share.set-rule',
          objectType: 'income_share_rule',
          objectId: id,
        },
        detail: { labId: labId ?? null, validFrom, labRatio },
      });
      const [row]: RuleRow[] = await tx.query(`${RULES} WHERE rule.id = $1`, [id]);
      if (!row) throw shareLabUnknown();
      return toRuleResponse(row);
    });
  }

  /** Every version of the actor's organisation, the newest first. */
  async list(
    { organisationId }: Actor,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<ShareRuleResponse>> {
    const before = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows: RuleRow[] = await this.db.query(
      `${RULES} WHERE rule.holder_organisation_id = $1 AND ($2::integer IS NULL OR rule.version < $2)
        ORDER BY rule.version DESC LIMIT $3`,
      [organisationId, before, limit + 1],
    );
    return page(rows, limit, ({ version }) => [version], toRuleResponse);
  }
}

/** The key share keeps the laboratory there until the rule names it. */
async function requireLab(tx: EntityManager, holderId: string, labId: string): Promise<void> {
  const rows: unknown[] = await tx.query(
    'SELECT FROM lab WHERE id = $1 AND holder_id = $2 FOR KEY SHARE',
    [labId, holderId],
  );
  if (rows.length === 0) throw shareLabUnknown();
}

const toRuleResponse = ({ created_at, ...row }: RuleRow): ShareRuleResponse => ({
  ...row,
  createdAt: isoInZone(instantOf(created_at)),
});
