import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, isoInZone } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import type { InvoiceProfileResponse, PutInvoiceProfile } from './invoice-profile.dto';
import { InvoiceProfile } from './invoice-profile.entity';
import { taxNumberProblem } from './invoice-title.rules';

/** What organisations want on their invoices. */
@Injectable()
export class InvoiceProfiles {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** What was saved; until then name and credit code of the organisation, in version 0. */
  get({ organisationId }: Actor): Promise<InvoiceProfileResponse> {
    return findProfile(this.db.manager, organisationId);
  }

  /** @throws FieldsRefused for a tax number that is not the organisation's (422), VersionConflict (412) */
  put(
    actor: Actor,
    input: PutInvoiceProfile,
    { ifMatch, call }: CommandCall,
  ): Promise<InvoiceProfileResponse> {
    return inCommand(this.db, call, async (tx) => {
      const id = actor.organisationId;
      const { creditCode } = await findOrganisation(tx, id);
      const problem = taxNumberProblem(input.taxNumber, creditCode);
      if (problem) throw new FieldsRefused([problem]);
      const profiles = tx.getRepository(InvoiceProfile);
      const known = await profiles.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
      requireVersion(ifMatch, known?.version ?? 0);
      const { title, address, phone, bankName, bankAccount, email } = input;
      await tx.query(
        `INSERT INTO invoice_profile AS saved (id, title, tax_number, address, phone, bank_name, bank_account, email, saved_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET title = $2, tax_number = $3, address = $4, phone = $5, bank_name = $6,
                bank_account = $7, email = $8, saved_by = $9, saved_at = app_now(), version = saved.version + 1`,
        [
          ...[id, title, creditCode, address ?? null, phone ?? null],
          ...[bankName ?? null, bankAccount ?? null, email ?? null, actor.userId],
        ],
      );
      const done = { actor, action: 'invoice-profile.put', objectType: 'invoice_profile' };
      await this.audit.record(tx, { ...done, objectId: id });
      return toResponse(await profiles.findOneByOrFail({ id }));
    });
  }
}

/** Name and unified social credit code of an organisation, which is its 税号. */
async function findOrganisation(
  tx: EntityManager,
  id: string,
): Promise<{ nameZh: string; creditCode: string }> {
  const [row]: { nameZh: string; creditCode: string }[] = await tx.query(
    'SELECT name_zh AS "nameZh", credit_code AS "creditCode" FROM organisation WHERE id = $1',
    [id],
  );
  if (!row) throw new Error(`${id} is no organisation`);
  return row;
}

/** What an organisation wants on its invoices: what it saved, or else its name and credit code. */
export async function findProfile(tx: EntityManager, id: string): Promise<InvoiceProfileResponse> {
  const profile = await tx.getRepository(InvoiceProfile).findOneBy({ id });
  if (profile) return toResponse(profile);
  const { nameZh, creditCode } = await findOrganisation(tx, id);
  return {
    ...{ title: nameZh, taxNumber: creditCode, address: null, phone: null },
    ...{ bankName: null, bankAccount: null, email: null, savedAt: null, version: 0 },
  };
}

const toResponse = (profile: InvoiceProfile): InvoiceProfileResponse => ({
  title: profile.title,
  taxNumber: profile.taxNumber,
  address: profile.address,
  phone: profile.phone,
  bankName: profile.bankName,
  bankAccount: profile.bankAccount,
  email: profile.email,
  savedAt: isoInZone(profile.savedAt),
  version: profile.version,
});
