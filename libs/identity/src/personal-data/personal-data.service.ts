import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, NotFound } from '@app/common';
import { acrossOrganisations, inTransaction } from '@app/database';
import type { Caller } from '../access/caller';
import { objectName } from '../access/object-names';
import type { Actor, Role } from '../access/roles';
import { ProofRequired } from '../identity.errors';
import { Memberships } from '../people/memberships.service';
import { Proofs } from '../sessions/proofs.service';
import type { PersonalDataResponse } from './personal-data.dto';
import { ErasureRefused } from './personal-data.errors';
import { PersonalDataSources } from './personal-data-sources';

/** Stands where the name of an erased person was. */
const ERASED_NAME = '已注销用户';

/** A person at one of their organisations. */
interface HeldRole {
  organisation_id: string;
  role: Role;
}

/** What a person may ask of those who hold data about them. Source: PIPL, articles 45 and 47. */
@Injectable()
export class PersonalData {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly sources: PersonalDataSources,
    private readonly memberships: Memberships,
    private readonly proofs: Proofs,
  ) {}

  /** All that is held about the caller. */
  async read({ actor }: Caller): Promise<PersonalDataResponse> {
    return inTransaction(this.db, async (tx) => {
      const held = await acrossOrganisations(tx, () => this.sources.read(tx, actor.userId));
      const [clock]: { now: Date }[] = await tx.query('SELECT app_now() AS now');
      await this.record(tx, actor, 'personal-data.read', actor.userId, {});
      const at = isoInZone(instantOf(clock?.now ?? new Date()));
      return { userId: actor.userId, at, held };
    });
  }

  /**
   * Erases the caller: who had the account is forgotten, what was done with it stays.
   *
   * @throws ProofRefused for a wrong password, ProofRequired without one and without recent proof (401)
   * @throws ErasureRefused while something is open, LastAdministrator (409)
   */
  async eraseMe(caller: Caller, password: string | undefined): Promise<void> {
    const { actor } = caller;
    if (password !== undefined) await this.proofs.check(caller, password);
    else if (!caller.provedRecently) throw new ProofRequired();
    await inTransaction(this.db, (tx) => this.erase(tx, actor, actor.userId, {}));
  }

  /**
   * Erases a member who asked for it in writing.
   *
   * @throws NotFound for somebody who is no member of the organisation
   * @throws ErasureRefused while something is open, LastAdministrator (409)
   */
  async eraseMember(
    actor: Actor,
    organisationId: string,
    userId: string,
    reference: string,
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const roles = await this.memberships.rolesAt(tx, { userId, organisationId });
      if (roles.length === 0) throw new NotFound(objectName('member'));
      await this.erase(tx, actor, userId, { reference });
    });
  }

  private async erase(
    tx: EntityManager,
    actor: Actor,
    userId: string,
    detail: object,
  ): Promise<void> {
    await acrossOrganisations(tx, async () => {
      await this.requireReplaceable(tx, userId);
      const obstacles = await this.sources.findOpen(tx, userId);
      if (obstacles.length > 0) throw new ErasureRefused(obstacles);
      await this.sources.erase(tx, userId);
      await tx.query('DELETE FROM membership WHERE user_id = $1', [userId]);
      await tx.query(
        `UPDATE app_user SET login = 'erased-' || id, display_name = $2, email = NULL, phone = NULL, password_hash = NULL,
                active = false, erased_at = app_now(), version = version + 1, digest_salt = gen_random_uuid()
          WHERE id = $1`,
        [userId, ERASED_NAME],
      );
      await this.record(tx, actor, 'person.erase', userId, detail);
    });
  }

  /** Nobody is erased whom an organisation, or the system, cannot do without. @throws LastAdministrator (409) */
  private async requireReplaceable(tx: EntityManager, userId: string): Promise<void> {
    const held: HeldRole[] = await tx.query(
      'SELECT organisation_id, role FROM membership WHERE user_id = $1 ORDER BY organisation_id',
      [userId],
    );
    const organisationIds = [...new Set(held.map((one) => one.organisation_id))];
    // In id order, as whoever changes members of one locks it: the last two cannot leave together.
    await tx.query('SELECT FROM organisation WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [
      organisationIds,
    ]);
    for (const organisationId of organisationIds) {
      const roles = held.filter((one) => one.organisation_id === organisationId);
      const before = roles.map(({ role }) => role);
      const place = { userId, organisationId };
      await this.memberships.requireAdministratorLeft(tx, place, before, []);
    }
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, objectType: 'app_user', objectId, detail });
  }
}
