import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, maskEmail, newId } from '@app/common';
import { inCommand, inTransaction } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  page,
  type Page,
  type PageQuery,
} from '@app/http';
import { Outbox } from '@app/messaging';
import type { Actor, Role } from '../access/roles';
import { SignedLinks } from '../links/signed-links.service';
import { MembersService } from '../people/members.service';
import type {
  CreateInvitationRequest,
  InvitationResponse,
  InvitationState,
} from './invitation.dto';
import { InvitationClosed } from './invitation.errors';

interface InvitationRow {
  id: string;
  email: string;
  roles: Role[];
  state: InvitationState;
  invited_by: string;
  created_at: Date;
  expires_at: Date;
}

/** Invitations of an organisation to people who are not here yet, or belong to others only. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: DataSource,
    private readonly members: MembersService,
    private readonly links: SignedLinks,
    private readonly outbox: Outbox,
    private readonly audit: AuditService,
  ) {}

  /**
   * Asks somebody by mail to join.
   *
   * @throws FieldsRefused for roles that are not the actor's to give there (422)
   */
  create(
    actor: Actor,
    organisationId: string,
    { email, roles }: CreateInvitationRequest,
    { call }: CommandCall,
  ): Promise<InvitationResponse> {
    return inCommand(this.db, call, async (tx) => {
      await this.members.requireGivable(tx, actor, organisationId, roles);
      const id = newId();
      const linkId = await this.links.issue(tx, 'invitation', id, actor.userId);
      await tx.query(
        `INSERT INTO invitation (id, organisation_id, email, roles, invited_by, expires_at)
         SELECT $1, $2, $3, $4, $5, expires_at FROM signed_link WHERE id = $6`,
        [id, organisationId, email, [...new Set(roles)], actor.userId, linkId],
      );
      await this.record(tx, actor, 'invitation.create', id, { organisationId, roles });
      await this.outbox.add(tx, 'mail-requested', { mail: 'invitation', objectId: id, linkId });
      const [row] = await findInvitations(tx, 'i.id = $1', [id], 1);
      if (!row) throw new Error(`invitation ${id} was not written`);
      return toInvitationResponse(row);
    });
  }

  /** The organisation's invitations, the latest first. */
  async list(organisationId: string, query: PageQuery): Promise<Page<InvitationResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const rows = await findInvitations(
      this.db.manager,
      'i.organisation_id = $1 AND ($2::uuid IS NULL OR i.id < $2)',
      [organisationId, before],
      limit + 1,
    );
    return page(rows, limit, ({ id }) => [id], toInvitationResponse);
  }

  /** Takes an invitation back; its link opens nothing any more. @throws InvitationClosed (409) */
  async withdraw(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const [rows]: [unknown[], number] = await tx.query(
        `UPDATE invitation SET state = 'withdrawn' WHERE id = $1 AND state = 'open' RETURNING id`,
        [id],
      );
      if (rows.length === 0) throw new InvitationClosed();
      await this.record(tx, actor, 'invitation.withdraw', id, {});
    });
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'invitation', objectId, detail });
  }
}

function findInvitations(
  tx: EntityManager,
  condition: string,
  parameters: unknown[],
  limit: number,
): Promise<InvitationRow[]> {
  return tx.query(
    `SELECT i.id, i.email, i.roles, u.display_name AS invited_by, i.created_at, i.expires_at,
            CASE WHEN i.state = 'open' AND i.expires_at <= app_now() THEN 'expired' ELSE i.state END AS state
       FROM invitation i JOIN app_user u ON u.id = i.invited_by
      WHERE ${condition} ORDER BY i.id DESC LIMIT ${limit}`,
    parameters,
  );
}

const toInvitationResponse = (row: InvitationRow): InvitationResponse => ({
  id: row.id,
  email: maskEmail(row.email),
  roles: row.roles,
  state: row.state,
  invitedBy: row.invited_by,
  createdAt: isoInZone(instantOf(row.created_at)),
  expiresAt: isoInZone(instantOf(row.expires_at)),
});
