import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId, normaliseCreditCode, NotFound } from '@app/common';
import { inCommand, type IdempotentCall, onConstraint } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, page, type Page } from '@app/http';
import { CreditCodeTaken } from '../identity.errors';
import {
  type CreateOrganisationRequest,
  type ListOrganisationsQuery,
  type OrganisationResponse,
  toOrganisationResponse,
} from './organisation.dto';
import { Organisation } from './organisation.entity';
import { organisationProblems } from './organisation.rules';
import type { Actor } from '../access/roles';

/** The organisations everything else refers to. */
@Injectable()
export class OrganisationsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * @throws FieldsRefused for a credit code or region that does not exist (422)
   * @throws CreditCodeTaken when the organisation is here already (409)
   */
  create(
    actor: Actor,
    input: CreateOrganisationRequest,
    call?: IdempotentCall,
  ): Promise<OrganisationResponse> {
    return inCommand(this.db, call, (tx) => this.add(tx, actor, input));
  }

  /** As `create`, joining a transaction; `actor` is null for the set-up of an empty system. */
  async add(
    tx: EntityManager,
    actor: Actor | null,
    input: CreateOrganisationRequest,
  ): Promise<OrganisationResponse> {
    const creditCode = normaliseCreditCode(input.creditCode);
    const errors = organisationProblems({ ...input, creditCode });
    if (errors.length > 0) throw new FieldsRefused(errors);
    const id = newId();
    try {
      await tx.getRepository(Organisation).insert({
        ...input,
        id,
        creditCode,
        verification: 'verified',
        verifiedBy: actor?.userId ?? null,
        verifiedAt: () => 'app_now()',
      });
    } catch (error) {
      onConstraint(error, {
        organisation_credit_code_taken: () => new CreditCodeTaken(creditCode),
      });
    }
    await this.audit.record(tx, {
      actor,
      action: 'organisation.create',
      objectType: 'organisation',
      objectId: id,
    });
    return toOrganisationResponse(await tx.getRepository(Organisation).findOneByOrFail({ id }));
  }

  async list(query: ListOrganisationsQuery): Promise<Page<OrganisationResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const after = decodeCursor(query.cursor, 1)?.[0];
    const find = this.db
      .getRepository(Organisation)
      .createQueryBuilder('o')
      .orderBy('o.id')
      .limit(limit + 1);
    if (after !== undefined) find.andWhere('o.id > :after', { after });
    if (query.q)
      find.andWhere('(position(:q in o.nameZh) > 0 OR position(upper(:q) in o.creditCode) > 0)', {
        q: query.q,
      });
    return page(await find.getMany(), limit, (row) => [row.id], toOrganisationResponse);
  }

  /** @throws NotFound */
  async get(id: string): Promise<OrganisationResponse> {
    const organisation = await this.db.getRepository(Organisation).findOneBy({ id });
    if (!organisation) throw new NotFound({ zh: '单位', en: 'organisation' });
    return toOrganisationResponse(organisation);
  }
}
