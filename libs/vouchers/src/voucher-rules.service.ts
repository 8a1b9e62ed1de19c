import { AuditService } from '@app/audit';
import { type Fen, fen, type FieldError, FieldsRefused, isoInZone } from '@app/common';
import { type IdempotentCall, inCommand } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, type Page, page, type PageQuery } from '@app/http';
import type { Actor, LegalForm } from '@app/identity';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import { NotTheIssuer, ratioNotPositive, VoucherProgrammeNotFound } from './voucher.errors';
import { VoucherRules } from './voucher-rules.entity';
import { USUALLY_EXCLUDED } from './voucher.rules';
import type { ChangeVoucherRules, VoucherRulesResponse } from './voucher-rules.dto';

/** The rules of programmes, version by version; what is placed keeps the version in force that day. */
@Injectable()
export class VoucherRulesService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Adds a version of the rules, in force from a later day.
   *
   * @throws VoucherProgrammeNotFound (404)
   * @throws NotTheIssuer (403)
   * @throws FieldsRefused when it would begin today or before, or cover nothing (422)
   */
  change(
    programmeId: string,
    input: ChangeVoucherRules,
    actor: Actor,
    call?: IdempotentCall,
  ): Promise<VoucherRulesResponse> {
    return inCommand(this.db, call, async (tx) => {
      const { version, today } = await lockProgramme(tx, programmeId, actor);
      const problems = problemsOf(input, today);
      if (problems.length > 0) throw new FieldsRefused(problems);
      await tx.insert(VoucherRules, {
        ...rowOf(input),
        ...{ programmeId, version, madeBy: actor.userId },
      });
      await this.audit.record(tx, {
        ...{ actor, action: 'voucher-programme.change-rules' },
        ...{ objectType: 'voucher_programme', objectId: programmeId },
        detail: { version, inForceFrom: input.inForceFrom },
      });
      return toResponse(await tx.findOneByOrFail(VoucherRules, { programmeId, version }));
    });
  }

  /** Every version of a programme's rules, the newest first. @throws VoucherProgrammeNotFound (404) */
  async list(
    programmeId: string,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<VoucherRulesResponse>> {
    const before = decodeCursor(cursor, 1)?.[0];
    const rows = await this.db.getRepository(VoucherRules).find({
      where: { programmeId, ...(before !== undefined && { version: LessThan(Number(before)) }) },
      order: { version: 'DESC' },
      take: limit + 1,
    });
    if (rows.length === 0 && before === undefined) throw new VoucherProgrammeNotFound();
    return page(rows, limit, ({ version }) => [String(version)], toResponse);
  }
}

/** Locks the programme, so that versions are numbered one after the other, and tells the next number and today in Shanghai. */
async function lockProgramme(
  tx: EntityManager,
  programmeId: string,
  actor: Actor,
): Promise<{ version: number; today: string }> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `voucher-rules:${programmeId}`,
  ]);
  const [row]: { issuer: string; version: number; today: string }[] = await tx.query(
    `SELECT issuer_organisation_id AS issuer, (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today,
            1 + (SELECT max(version) FROM voucher_rules WHERE programme_id = programme.id) AS version
       FROM voucher_programme programme WHERE id = $1`,
    [programmeId],
  );
  if (!row) throw new VoucherProgrammeNotFound();
  if (row.issuer !== actor.organisationId) throw new NotTheIssuer();
  return row;
}

const amountOf = (amount: number | null | undefined): Fen | null =>
  amount === null || amount === undefined ? null : fen(amount);

/** What is not told takes no part: no cap, no full cover, nothing known. */
const rowOf = (input: ChangeVoucherRules) => ({
  inForceFrom: input.inForceFrom,
  ratio: input.ratio,
  ceilingFen: amountOf(input.ceilingFen),
  formCeilings: ceilingsOf(input),
  ceilingBasis: input.ceilingBasis ?? 'issued',
  orderCapFen: amountOf(input.orderCapFen),
  providerCapFen: amountOf(input.providerCapFen),
  providerCapBasis: input.providerCapBasis ?? 'used',
  fullCoverUpToFen: amountOf(input.fullCoverUpToFen),
  purposes: input.purposes,
  excludedNatures: input.excludedNatures ?? [...USUALLY_EXCLUDED],
  eligibleForms: input.eligibleForms,
  outsideJiaxingOnly: input.outsideJiaxingOnly,
  evidence: input.evidence ?? [],
  samplingRatio: input.samplingRatio ?? null,
  source: input.source,
  reason: input.reason,
});

const ceilingsOf = ({ formCeilings = [] }: ChangeVoucherRules): VoucherRules['formCeilings'] =>
  Object.fromEntries(
    formCeilings.map(({ legalForm, ceilingFen }) => [legalForm, amountOf(ceilingFen)]),
  );

const toResponse = (rules: VoucherRules): VoucherRulesResponse => ({
  programmeId: rules.programmeId,
  version: rules.version,
  inForceFrom: rules.inForceFrom,
  ratio: rules.ratio,
  ceilingFen: rules.ceilingFen,
  formCeilings: Object.entries(rules.formCeilings).map(([legalForm, ceilingFen]) => ({
    ...{ legalForm: legalForm as LegalForm, ceilingFen },
  })),
  ceilingBasis: rules.ceilingBasis,
  orderCapFen: rules.orderCapFen,
  providerCapFen: rules.providerCapFen,
  providerCapBasis: rules.providerCapBasis,
  fullCoverUpToFen: rules.fullCoverUpToFen,
  purposes: rules.purposes,
  excludedNatures: rules.excludedNatures,
  eligibleForms: rules.eligibleForms,
  outsideJiaxingOnly: rules.outsideJiaxingOnly,
  evidence: rules.evidence,
  samplingRatio: rules.samplingRatio,
  source: rules.source,
  reason: rules.reason,
  createdAt: isoInZone(rules.createdAt),
});

function problemsOf(
  { ratio, inForceFrom, formCeilings = [] }: ChangeVoucherRules,
  today: string,
): FieldError[] {
  const problems: FieldError[] = ratio > 0 ? [] : [ratioNotPositive];
  if (inForceFrom <= today) {
    problems.push({
      ...{ pointer: '/inForceFrom', code: 'looks-back' },
      message: {
        zh: `施行日期 ${inForceFrom} 须晚于今天 ${today}：规则变化不影响已报价的订单`,
        en: `inForceFrom ${inForceFrom} must be after today ${today}: new rules never touch what was quoted`,
      },
    });
  }
  const forms = formCeilings.map(({ legalForm }) => legalForm);
  const twice = forms.find((form, at) => forms.indexOf(form) !== at);
  if (twice !== undefined) {
    problems.push({
      ...{ pointer: '/formCeilings', code: 'form-twice' },
      message: {
        zh: `法人类型 ${twice} 重复，每种只能有一个上限`,
        en: `the legal form ${twice} is there twice; each has one ceiling`,
      },
    });
  }
  return problems;
}
