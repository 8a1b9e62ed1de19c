import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import { type CommandCall, type Page, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { fieldRefused } from '../settlement.errors';
import type {
  PutSettlementTerms,
  SettlementTermsResponse,
  WithdrawSettlementTerms,
} from './settlement-terms.dto';
import {
  findLastTerms,
  findTermsInForce,
  type TermsRow,
  toTermsResponse,
} from './settlement-terms.queries';

/** What a new version says. */
type NewTerms = Omit<PutSettlementTerms, 'customerOrganisationId'> & {
  customerId: string | null;
  withdrawn: boolean;
};

/** How holders want to be paid. Every change is a new version; orders keep the one they were placed under. */
@Injectable()
export class SettlementTermsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** The terms in force of the actor's organisation: its default first, then those of single user organisations. */
  async list({ organisationId }: Actor): Promise<Page<SettlementTermsResponse>> {
    return { items: await findTermsInForce(this.db.manager, organisationId) };
  }

  /**
   * Sets the terms of the actor's organisation anew, for all user organisations or for one.
   *
   * @throws VersionConflict (412), FieldsRefused for a customer that is unknown or the holder itself (422)
   */
  put(
    actor: Actor,
    { customerOrganisationId, ...terms }: PutSettlementTerms,
    how: CommandCall,
  ): Promise<SettlementTermsResponse> {
    const customerId = customerOrganisationId ?? null;
    return inCommand(this.db, how.call, async (tx) => {
      const last = await this.lockLast(tx, actor, customerId);
      requireVersion(how.ifMatch, last?.version ?? 0);
      return this.insert(tx, actor, last, { ...terms, customerId, withdrawn: false });
    });
  }

  /** The user organisation follows the holder's default again; answers what is in force then. @throws FieldsRefused where it does already (422) */
  withdraw(
    actor: Actor,
    { customerOrganisationId: customerId }: WithdrawSettlementTerms,
    how: CommandCall,
  ): Promise<Page<SettlementTermsResponse>> {
    return inCommand(this.db, how.call, async (tx) => {
      const last = await this.lockLast(tx, actor, customerId);
      if (!last || last.withdrawn) {
        throw fieldRefused('/customerOrganisationId', 'no-own-terms', {
          zh: '该单位没有单独的结算约定，已按默认约定结算',
          en: 'the organisation has no settlement terms of its own; the default applies already',
        });
      }
      requireVersion(how.ifMatch, last.version);
      await this.insert(tx, actor, last, {
        ...toTermsResponse(last),
        ...{ customerId, withdrawn: true },
      });
      return { items: await findTermsInForce(tx, actor.organisationId) };
    });
  }

  /** The last version, with rivals kept waiting. */
  private async lockLast(
    tx: EntityManager,
    { organisationId }: Actor,
    customerId: string | null,
  ): Promise<TermsRow | undefined> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [
      `settlement-terms:${organisationId}`,
    ]);
    return findLastTerms(tx, organisationId, customerId);
  }

  private async insert(
    tx: EntityManager,
    actor: Actor,
    last: TermsRow | undefined,
    { customerId, withdrawn, ...terms }: NewTerms,
  ): Promise<SettlementTermsResponse> {
    const id = newId();
    const version = (last?.version ?? 0) + 1;
    const { mode, daysToPay, arrearsLimitFen, arrearsLimitDays, reportAfterPayment } = terms;
    const rows: TermsRow[] = await tx
      .query(
        `INSERT INTO settlement_terms (id, holder_organisation_id, customer_organisation_id, version, withdrawn, mode,
           days_to_pay, arrears_limit_fen, arrears_limit_days, report_after_payment, set_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *`,
        [
          ...[id, actor.organisationId, customerId, version, withdrawn, mode, daysToPay],
          ...[arrearsLimitFen ?? null, arrearsLimitDays ?? null, reportAfterPayment ?? false],
          actor.userId,
        ],
      )
      .catch(refuseCustomer);
    const [row] = rows;
    if (!row) throw new Error('settlement terms were not inserted');
    await this.audit.record(tx, {
      ...{ actor, action: withdrawn ? 'settlement-terms.withdraw' : 'settlement-terms.set' },
      ...{ objectType: 'settlement_terms', objectId: id, detail: { customerId, version } },
    });
    return toTermsResponse(row);
  }
}

function refuseCustomer(error: unknown): never {
  return onConstraint(error, {
    settlement_terms_customer_exists: () =>
      fieldRefused('/customerOrganisationId', 'customer-unknown', {
        zh: '该用户单位不存在，请核对',
        en: 'there is no such organisation; check it',
      }),
    settlement_terms_with_itself: () =>
      fieldRefused('/customerOrganisationId', 'customer-of-own-house', {
        zh: '本单位内部使用不需要结算约定，请选择其他单位',
        en: 'an organisation has no settlement terms with itself; choose another one',
      }),
  });
}
