import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  page,
  type Page,
  type PageQuery,
} from '@app/http';
import type { Actor } from '@app/identity';
import type {
  AddMemberRequest,
  GroupMemberResponse,
  PutUserGroupRequest,
  UserGroupResponse,
} from './user-group.dto';
import {
  GroupMemberNotFound,
  loginUnknown,
  memberAmbiguous,
  organisationUnknown,
  UserGroupInUse,
  UserGroupNameTaken,
  UserGroupNotFound,
} from './user-group.errors';

const GROUPS = `
  SELECT g.id, g.name_zh AS "nameZh", g.horizon_days AS "horizonDays", g.fee_tier AS "feeTier",
         (SELECT count(*)::int FROM user_group_member m WHERE m.group_id = g.id) AS members
    FROM user_group g`;

const MEMBERS = `
  SELECT m.id, m.organisation_id AS "organisationId", m.user_id AS "userId", coalesce(o.name_zh, u.display_name) AS name,
         m.valid_until::text AS "validUntil",
         m.valid_until IS NULL OR m.valid_until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS valid
    FROM user_group_member m LEFT JOIN organisation o ON o.id = m.organisation_id LEFT JOIN app_user u ON u.id = m.user_id`;

/** Who changes which group. */
interface GroupCommand extends CommandCall {
  actor: Actor;
  groupId: string;
}

/** User groups (用户组) of a holder; what they grant holds for what is shown and booked from now on. */
@Injectable()
export class UserGroupsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** Those of the actor's organisation by name. */
  list({ organisationId }: Actor): Promise<UserGroupResponse[]> {
    return this.db.query(`${GROUPS} WHERE g.holder_id = $1 ORDER BY g.name_zh, g.id`, [
      organisationId,
    ]);
  }

  /** @throws UserGroupNameTaken */
  create(
    actor: Actor,
    body: PutUserGroupRequest,
    { call }: CommandCall = {},
  ): Promise<UserGroupResponse> {
    const command = { actor, groupId: newId(), call };
    return this.change(command, 'create', body, async (tx) => {
      await tx.query(
        'INSERT INTO user_group (id, holder_id, name_zh, horizon_days, fee_tier) VALUES ($1, $2, $3, $4, $5)',
        [command.groupId, actor.organisationId, ...columnsOf(body)],
      );
      return findGroup(tx, command.groupId);
    });
  }

  /** @throws UserGroupNotFound, UserGroupNameTaken */
  put(command: GroupCommand, body: PutUserGroupRequest): Promise<UserGroupResponse> {
    return this.change(command, 'update', body, async (tx) => {
      await lockGroup(tx, command.groupId);
      await tx.query(
        'UPDATE user_group SET name_zh = $2, horizon_days = $3, fee_tier = $4 WHERE id = $1',
        [command.groupId, ...columnsOf(body)],
      );
      return findGroup(tx, command.groupId);
    });
  }

  /** @throws UserGroupNotFound, UserGroupInUse */
  async remove(command: GroupCommand): Promise<void> {
    const { groupId } = command;
    await this.change(command, 'delete', undefined, async (tx) => {
      const holderId = await lockGroup(tx, groupId);
      const used = await findInstrumentsWithHours(tx, holderId, groupId);
      if (used.length > 0) throw new UserGroupInUse(used);
      await tx.query('DELETE FROM user_group_member WHERE group_id = $1', [groupId]);
      await tx.query('DELETE FROM user_group WHERE id = $1', [groupId]);
      return {};
    });
  }

  /** Its members, those added last first. @throws UserGroupNotFound */
  async members(groupId: string, query: PageQuery): Promise<Page<GroupMemberResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const [before = null] = decodeCursor(query.cursor, 1) ?? [];
    await findGroup(this.db.manager, groupId);
    const rows: GroupMemberResponse[] = await this.db.query(
      `${MEMBERS} WHERE m.group_id = $1 AND ($2::uuid IS NULL OR m.id < $2) ORDER BY m.id DESC LIMIT ${limit + 1}`,
      [groupId, before],
    );
    return page(
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }

  /**
   * Takes an organisation or a person in; who is in already gets the new end.
   *
   * @throws UserGroupNotFound
   * @throws FieldsRefused for nobody, for both, and for whoever does not exist (422)
   */
  addMember(command: GroupCommand, body: AddMemberRequest): Promise<GroupMemberResponse> {
    const { login, organisationId, validUntil = null } = body;
    if (!login === !organisationId) throw memberAmbiguous();
    return this.change(command, 'add-member', undefined, async (tx) => {
      const holderId = await lockGroup(tx, command.groupId);
      if (organisationId) await requireOrganisation(tx, organisationId);
      const userId = login ? await findPerson(tx, login) : null;
      const once = userId ? 'user_group_person_once' : 'user_group_organisation_once';
      const [row]: { id: string }[] = await tx.query(
        `INSERT INTO user_group_member (id, group_id, holder_id, organisation_id, user_id, valid_until)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ON CONSTRAINT ${once} DO UPDATE SET valid_until = excluded.valid_until RETURNING id`,
        [newId(), command.groupId, holderId, organisationId ?? null, userId, validUntil],
      );
      const [member]: GroupMemberResponse[] = await tx.query(`${MEMBERS} WHERE m.id = $1`, [
        row?.id,
      ]);
      if (!member) throw new GroupMemberNotFound();
      return member;
    });
  }

  /** @throws UserGroupNotFound, GroupMemberNotFound */
  async removeMember(command: GroupCommand, memberId: string): Promise<void> {
    await this.change(command, 'remove-member', undefined, async (tx) => {
      await lockGroup(tx, command.groupId);
      const [, count]: [unknown, number] = await tx.query(
        'DELETE FROM user_group_member WHERE id = $1 AND group_id = $2',
        [memberId, command.groupId],
      );
      if (count === 0) throw new GroupMemberNotFound();
      return {};
    });
  }

  private async change<T extends object>(
    { actor, groupId, call }: GroupCommand,
    action: string,
    body: PutUserGroupRequest | undefined,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await inCommand(this.db, call, async (tx) => {
        const done = await work(tx);
        await this.audit.record(tx, {
          ...{ actor, action: `user-group.${action}`, objectType: 'user_group', objectId: groupId },
        });
        return done;
      });
    } catch (error) {
      return onConstraint(error, {
        user_group_name_taken: () => new UserGroupNameTaken(body?.nameZh ?? ''),
      });
    }
  }
}

const columnsOf = ({ nameZh, horizonDays, feeTier }: PutUserGroupRequest): unknown[] => [
  nameZh,
  horizonDays ?? null,
  feeTier ?? null,
];

/** Its holder. Who changes a group waits for whoever is changing it. @throws UserGroupNotFound */
async function lockGroup(tx: EntityManager, id: string): Promise<string> {
  const [row]: { holder_id: string }[] = await tx.query(
    'SELECT holder_id FROM user_group WHERE id = $1 FOR UPDATE',
    [id],
  );
  if (!row) throw new UserGroupNotFound();
  return row.holder_id;
}

async function findGroup(tx: EntityManager, id: string): Promise<UserGroupResponse> {
  const [group]: UserGroupResponse[] = await tx.query(`${GROUPS} WHERE g.id = $1`, [id]);
  if (!group) throw new UserGroupNotFound();
  return group;
}

/** Names of the holder's instruments whose hours in force have a window for the group. */
async function findInstrumentsWithHours(
  tx: EntityManager,
  holderId: string,
  groupId: string,
): Promise<string[]> {
  const rows: { nameZh: string }[] = await tx.query(
    `SELECT i.name_zh AS "nameZh" FROM instrument i CROSS JOIN LATERAL (
              SELECT h.weekly || h.exceptions AS windows FROM opening_hours h
               WHERE h.instrument_id = i.id ORDER BY h.version DESC LIMIT 1) hours
      WHERE i.holder_id = $1 AND hours.windows @> jsonb_build_array(jsonb_build_object('groupIds', jsonb_build_array($2::text)))
      ORDER BY i.name_zh`,
    [holderId, groupId],
  );
  return rows.map(({ nameZh }) => nameZh);
}

/** @throws FieldsRefused */
async function requireOrganisation(tx: EntityManager, id: string): Promise<void> {
  const rows: unknown[] = await tx.query('SELECT 1 FROM organisation WHERE id = $1', [id]);
  if (rows.length === 0) throw organisationUnknown(id);
}

/** @throws FieldsRefused */
async function findPerson(tx: EntityManager, login: string): Promise<string> {
  const [person]: { id: string }[] = await tx.query(
    `SELECT id FROM app_user WHERE login = $1 AND active AND kind = 'person'`,
    [login],
  );
  if (!person) throw loginUnknown(login);
  return person.id;
}
