import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId, normaliseCreditCode } from '@app/common';
import { LAB_STAFF } from '../access/policy/roles';
import type { Actor } from '../access/roles';
import { legalFormOfCode } from './legal-form.rules';
import { isOffice, officeProblem, organisationProblems } from './organisation.rules';

/** A provider as a user organisation names it by hand. */
export interface NamedProvider {
  nameZh: string;
  creditCode: string;
  /** Where it is registered. */
  regionCode: string;
  contactName?: string | null | undefined;
  contactPhone?: string | null | undefined;
}

/** What stands for a contact that nobody told. */
const UNTOLD = '未登记';

/** Providers that have no account here (市域外服务机构), as those who use their services name them. */
@Injectable()
export class OutsideProviders {
  constructor(private readonly audit: AuditService) {}

  /**
   * The organisation of the credit code, which is what tells one from another; one that nobody named before is added and
   * waits for the bureau to verify it, as if it had registered itself. What an organisation says of itself stays as it is.
   *
   * @param at JSON pointer of the provider in the request
   * @returns its id, for rivals who name the same one at once the same
   * @throws FieldsRefused for a code or region that is none, and for an office of the state (422)
   */
  async findOrAdd(
    tx: EntityManager,
    actor: Actor,
    named: NamedProvider,
    at: string,
  ): Promise<string> {
    const creditCode = normaliseCreditCode(named.creditCode);
    const legalForm = legalFormOfCode(creditCode);
    const kind = legalForm === 'enterprise' ? 'enterprise' : 'testing_body';
    const problems = organisationProblems({ ...named, creditCode }, at);
    if (isOffice({ kind, legalForm })) problems.push(officeProblem({ kind, legalForm }, at));
    if (problems.length > 0) throw new FieldsRefused(problems);
    const id = newId();
    const added: unknown[] = await tx.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT organisation_credit_code_taken DO NOTHING RETURNING id`,
      [
        ...[id, named.nameZh, creditCode, kind, legalForm, named.regionCode],
        ...[named.contactName ?? UNTOLD, named.contactPhone ?? UNTOLD],
      ],
    );
    if (added.length === 0) return findByCode(tx, creditCode);
    await this.audit.record(tx, {
      ...{ actor, action: 'organisation.name', objectType: 'organisation', objectId: id },
    });
    return id;
  }

  /** Whether somebody of the organisation can sign in and answer for its services. */
  async canAnswer(tx: EntityManager, organisationId: string): Promise<boolean> {
    const [row]: { can: boolean }[] = await tx.query(
      `SELECT EXISTS (SELECT FROM membership m JOIN app_user u ON u.id = m.user_id AND u.active
                       WHERE m.organisation_id = $1 AND m.role = ANY ($2)) AS can`,
      [organisationId, LAB_STAFF],
    );
    return row?.can ?? false;
  }
}

async function findByCode(tx: EntityManager, creditCode: string): Promise<string> {
  const [row]: { id: string }[] = await tx.query(
    'SELECT id FROM organisation WHERE credit_code = $1',
    [creditCode],
  );
  if (!row) throw new Error('the organisation that took the credit code is gone');
  return row.id;
}
