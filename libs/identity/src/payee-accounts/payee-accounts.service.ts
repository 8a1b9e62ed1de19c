import { Inject, Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldCipher, FieldsRefused, instantOf, newId, NotFound } from '@app/common';
import { type IdempotentCall, inCommand, onConstraint } from '@app/database';
import { FileStore } from '@app/files';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  type PageQuery,
  requireVersion,
} from '@app/http';
import { objectName } from '../access/object-names';
import type { Actor } from '../access/roles';
import { SecondPersonNeeded } from '../identity.errors';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import { findFileProblems } from '../owned-files';
import {
  type PayeeAccountDetailResponse,
  type PayeeAccountResponse,
  type ProposePayeeAccountRequest,
  toPayeeAccountResponse,
} from './payee-account.dto';
import { PayeeAccountPending, PayeeAccountStateConflict } from './payee-account.errors';
import {
  ACCOUNTS_SQL,
  getAccount,
  lockAccount,
  type PayeeAccountRow,
} from './payee-account.queries';
import {
  accountProblems,
  CHANGE_FLAG_DAYS,
  normaliseAccountNumber,
  type PayeeAccountAction,
  stateAfter,
} from './payee-account.rules';

/** The account an organisation is paid on, as a payment freezes it. */
export interface ActivePayeeAccount {
  id: string;
  accountName: string;
  bank: string;
  numberEnding: string;
  activeFrom: DateTime;
  /** Until then the account counts as newly changed; null when it is the organisation's first. */
  flaggedUntil: DateTime | null;
}

interface Step extends CommandCall {
  action: PayeeAccountAction;
  reason?: string;
}

/** Where organisations are paid: proposed by one person, confirmed by a second when it changes, verified by finance. */
@Injectable()
export class PayeeAccounts {
  private readonly cipher: FieldCipher;

  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly audit: AuditService,
    @Inject(IDENTITY_SETTINGS) { secretKey }: IdentitySettings,
  ) {
    this.cipher = new FieldCipher(secretKey, 'payee account');
  }

  /**
   * @throws FieldsRefused for another name, a number that is none, or a file of others (422)
   * @throws PayeeAccountPending while another one waits (409)
   */
  propose(
    actor: Actor,
    organisationId: string,
    input: ProposePayeeAccountRequest,
    call?: IdempotentCall,
  ): Promise<PayeeAccountResponse> {
    return inCommand(this.db, call, async (tx) => {
      const accountName = await nameOf(tx, organisationId);
      const problems = [
        ...accountProblems(input, accountName),
        ...(await findFileProblems(this.files, tx, organisationId, {
          '/proofFileId': input.proofFileId,
        })),
      ];
      if (problems.length > 0) throw new FieldsRefused(problems);
      const id = newId();
      await this.insert(tx, id, organisationId, { ...input, accountName, actor });
      await this.record(tx, actor, 'propose', id, { organisationId });
      return toPayeeAccountResponse(await getAccount(tx, id));
    });
  }

  /** The second person of the organisation stands behind a change. @throws SecondPersonNeeded (403) */
  confirm(actor: Actor, id: string, how: CommandCall): Promise<PayeeAccountResponse> {
    return this.take(actor, id, { ...how, action: 'confirm' });
  }

  /** Finance has compared the account with its proof: it replaces the active one. @throws SecondPersonNeeded (403) */
  verify(actor: Actor, id: string, how: CommandCall): Promise<PayeeAccountResponse> {
    return this.take(actor, id, { ...how, action: 'verify' });
  }

  refuse(
    actor: Actor,
    id: string,
    reason: string,
    how: CommandCall,
  ): Promise<PayeeAccountResponse> {
    return this.take(actor, id, { ...how, action: 'refuse', reason });
  }

  /** The organisation takes back what still waits; whoever proposed it may. */
  withdraw(actor: Actor, id: string, how: CommandCall): Promise<PayeeAccountResponse> {
    return this.take(actor, id, { ...how, action: 'withdraw' });
  }

  /** With the whole number, which the access policy keeps from most readers. @throws NotFound */
  async get(id: string): Promise<PayeeAccountDetailResponse> {
    const row = await getAccount(this.db.manager, id);
    return { ...toPayeeAccountResponse(row), number: this.cipher.open(row.sealed_number, row.id) };
  }

  /** All accounts an organisation ever proposed, the newest first. */
  async list(
    organisationId: string,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<PayeeAccountResponse>> {
    const rows: PayeeAccountRow[] = await this.db.query(
      `${ACCOUNTS_SQL} WHERE account.organisation_id = $1 AND ($2::uuid IS NULL OR account.id < $2)
        ORDER BY account.id DESC LIMIT $3`,
      [organisationId, decodeCursor(cursor, 1)?.[0] ?? null, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toPayeeAccountResponse);
  }

  /** The account to pay an organisation on; undefined while finance has verified none. */
  async activeOf(
    tx: EntityManager,
    organisationId: string,
  ): Promise<ActivePayeeAccount | undefined> {
    const [row]: (PayeeAccountRow & { active_from: Date })[] = await tx.query(
      `${ACCOUNTS_SQL} WHERE account.organisation_id = $1 AND account.state = 'active'`,
      [organisationId],
    );
    return (
      row && {
        id: row.id,
        accountName: row.account_name,
        bank: row.bank,
        numberEnding: row.number_ending,
        activeFrom: instantOf(row.active_from),
        flaggedUntil: row.flagged_until && instantOf(row.flagged_until),
      }
    );
  }

  private take(actor: Actor, id: string, step: Step): Promise<PayeeAccountResponse> {
    const { action, reason } = step;
    return inCommand(this.db, step.call, async (tx) => {
      const account = await lockAccount(tx, id);
      requireVersion(step.ifMatch, account.version);
      const state = stateAfter(action, account.state, account.is_change);
      if (state === undefined) throw new PayeeAccountStateConflict(action, account.state);
      if (action !== 'withdraw' && hasTakenPart(account, actor)) throw new SecondPersonNeeded();
      if (state === 'active') await this.retireActive(tx, actor, account.organisation_id);
      await tx.query(
        `UPDATE payee_account
            SET state = $2, version = version + 1, reason = $3,
                confirmed_by = CASE WHEN $4 = 'confirm' THEN $5::uuid ELSE confirmed_by END,
                decided_by = CASE WHEN $4 IN ('verify', 'refuse') THEN $5::uuid END,
                active_from = CASE WHEN $4 = 'verify' THEN app_now() END,
                flagged_until = CASE WHEN $4 = 'verify' AND $6 THEN app_now() + make_interval(days => $7) END
          WHERE id = $1`,
        [id, state, reason ?? null, action, actor.userId, account.is_change, CHANGE_FLAG_DAYS],
      );
      await this.record(tx, actor, action, id, { organisationId: account.organisation_id });
      return toPayeeAccountResponse(await getAccount(tx, id));
    });
  }

  /** Before the new one becomes active, because there is never more than one. */
  private async retireActive(
    tx: EntityManager,
    actor: Actor,
    organisationId: string,
  ): Promise<void> {
    const [replaced]: [{ id: string }[], number] = await tx.query(
      `UPDATE payee_account SET state = 'replaced', version = version + 1
        WHERE organisation_id = $1 AND state = 'active' RETURNING id`,
      [organisationId],
    );
    for (const { id } of replaced) await this.record(tx, actor, 'replace', id, { organisationId });
  }

  private async insert(
    tx: EntityManager,
    id: string,
    organisationId: string,
    input: ProposePayeeAccountRequest & { accountName: string; actor: Actor },
  ): Promise<void> {
    const number = normaliseAccountNumber(input.number);
    try {
      await tx.query(
        `INSERT INTO payee_account (id, organisation_id, account_name, bank, sealed_number, number_ending, proof_file_id, proposed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          id,
          organisationId,
          input.accountName,
          input.bank,
          this.cipher.seal(number, id),
          number.slice(-4),
          input.proofFileId,
          input.actor.userId,
        ],
      );
    } catch (error) {
      onConstraint(error, { payee_account_one_pending: () => new PayeeAccountPending() });
    }
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action: `payee-account.${action}`,
      objectType: 'payee_account',
      objectId,
      detail,
    });
  }
}

const hasTakenPart = ({ proposed_by, confirmed_by }: PayeeAccountRow, actor: Actor): boolean =>
  [proposed_by, confirmed_by].includes(actor.userId);

async function nameOf(tx: EntityManager, organisationId: string): Promise<string> {
  const [row]: { name_zh: string }[] = await tx.query(
    'SELECT name_zh FROM organisation WHERE id = $1',
    [organisationId],
  );
  if (!row) throw new NotFound(objectName('organisation'));
  return row.name_zh;
}
