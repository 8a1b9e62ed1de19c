import type { EntityManager } from 'typeorm';
import { FieldsRefused, type FieldError, instantOf, type Interval, newId } from '@app/common';
import type { FileStore } from '@app/files';
import { fieldError } from '@app/http';
import type { CreateUsageRecordRequest } from './usage.dto';
import { UsageOverlaps } from './usage.errors';
import { findOverlapped } from './usage.queries';
import { useFaults } from './usage.rules';

/** What an instrument's uses are entered against, read once for however many of them. */
export interface EnteringDesk {
  instrumentId: string;
  holderId: string;
  /** Ids of the instrument's own units by their numbers. */
  units: ReadonlyMap<number, string>;
  /** The database's time. */
  now: Interval['startsAt'];
}

/** A use whose every field has been looked at. */
export interface CheckedUse {
  unitId: string;
  period: Interval;
  userOrganisationId: string | null;
  input: CreateUsageRecordRequest;
}

/** @throws Error for an instrument that is not there, which the guard has seen */
export async function openDesk(tx: EntityManager, instrumentId: string): Promise<EnteringDesk> {
  const rows: { holder_id: string; now: Date; unit_id: string | null; position: number }[] =
    await tx.query(
      `SELECT i.holder_id, app_now() AS now, u.id AS unit_id, u.position
         FROM instrument i LEFT JOIN instrument_unit u ON u.instrument_id = i.id WHERE i.id = $1`,
      [instrumentId],
    );
  const [first] = rows;
  if (!first) throw new Error(`no instrument ${instrumentId}`);
  const units = rows.flatMap(({ unit_id, position }): [number, string][] =>
    unit_id === null ? [] : [[position, unit_id]],
  );
  return {
    ...{ instrumentId, holderId: first.holder_id, units: new Map(units) },
    now: instantOf(first.now),
  };
}

/** Looks at every field of a use. @returns the use, or all that is wrong with it */
export async function checkUse(
  tx: EntityManager,
  files: FileStore,
  desk: EnteringDesk,
  input: CreateUsageRecordRequest,
): Promise<CheckedUse | FieldError[]> {
  const period = { startsAt: instantOf(input.startsAt), endsAt: instantOf(input.endsAt) };
  const faults = useFaults(
    { ...period, machineMinutes: input.machineMinutes ?? undefined },
    desk.now,
  );
  const unitId = desk.units.get(input.unit ?? 1);
  if (unitId === undefined) faults.push(unknownUnit(input.unit ?? 1, desk));
  faults.push(...(await evidenceFaults(tx, files, desk, input)));
  const userOrganisationId = await findUser(tx, input.userCreditCode);
  if (userOrganisationId === undefined) faults.push(unknownUser(input.userCreditCode));
  if (input.kind !== 'external' && userOrganisationId && userOrganisationId !== desk.holderId)
    faults.push(notExternal(input.kind));
  if (faults.length > 0 || unitId === undefined) return faults;
  return { unitId, period, userOrganisationId: userOrganisationId ?? null, input };
}

/**
 * Writes a checked use as a draft of the person who enters it.
 *
 * @returns its id; null when another record has the unit, which a rival's insert is waited for to know
 */
export async function writeUse(
  tx: EntityManager,
  { instrumentId }: EnteringDesk,
  recordedBy: string,
  { unitId, period, userOrganisationId, input }: CheckedUse,
): Promise<string | null> {
  const id = newId();
  const rows: unknown[] = await tx.query(
    `INSERT INTO usage_record (id, instrument_id, unit_id, starts_at, ends_at, machine_minutes, samples, user_organisation_id,
                               user_name, kind, source, evidence, evidence_file_id, state, recorded_by)
     VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz,
             coalesce($6::int, round(extract(epoch FROM $5::timestamptz - $4::timestamptz) / 60)::int),
             $7, $8, $9, $10, $11, $12, $13, 'draft', $14)
     ON CONFLICT ON CONSTRAINT usage_record_no_overlap DO NOTHING RETURNING id`,
    [
      ...[id, instrumentId, unitId, period.startsAt.toISO(), period.endsAt.toISO()],
      ...[input.machineMinutes ?? null, input.samples ?? null, userOrganisationId, input.userName],
      ...[input.kind, input.source, input.evidence ?? null, input.evidenceFileId ?? null],
      recordedBy,
    ],
  );
  return rows.length === 1 ? id : null;
}

/** Checks and writes one use. @throws FieldsRefused (422), UsageOverlaps (409) */
export async function enterUse(
  tx: EntityManager,
  files: FileStore,
  entering: { instrumentId: string; recordedBy: string },
  input: CreateUsageRecordRequest,
): Promise<string> {
  const desk = await openDesk(tx, entering.instrumentId);
  const use = await checkUse(tx, files, desk, input);
  if (Array.isArray(use)) throw new FieldsRefused(use);
  const id = await writeUse(tx, desk, entering.recordedBy, use);
  if (id === null)
    throw new UsageOverlaps(use.period, await findOverlapped(tx, use.unitId, use.period));
  return id;
}

async function evidenceFaults(
  tx: EntityManager,
  files: FileStore,
  { holderId }: EnteringDesk,
  { evidence, evidenceFileId }: CreateUsageRecordRequest,
): Promise<FieldError[]> {
  if (!evidence && !evidenceFileId)
    return [
      fieldError('/evidence', 'required', undefined, {
        zh: '为必填项：请填写凭证（如记录本页码、流水号），或上传凭证文件',
        en: 'is required: name the page or number that proves the use, or upload a file',
      }),
    ];
  if (!evidenceFileId || (await files.findOwned(tx, holderId, [evidenceFileId])).length > 0)
    return [];
  return [
    fieldError('/evidenceFileId', 'file-unknown', evidenceFileId, {
      zh: '不存在或不属于本单位，请重新上传后再选择',
      en: 'does not exist or is not of this organisation; upload it again and choose it',
    }),
  ];
}

/** Undefined for a code that nobody here has; null when none was given. */
async function findUser(
  tx: EntityManager,
  creditCode: string | null | undefined,
): Promise<string | null | undefined> {
  if (!creditCode) return null;
  const [row]: { id: string }[] = await tx.query(
    'SELECT id FROM organisation WHERE credit_code = $1',
    [creditCode.toUpperCase()],
  );
  return row?.id;
}

const unknownUnit = (unit: number, { units }: EnteringDesk): FieldError =>
  fieldError('/unit', 'unit-unknown', unit, {
    zh: `不是该仪器的工位，可选：${[...units.keys()].sort((a, b) => a - b).join('、')}`,
    en: `is no unit of the instrument; there are: ${[...units.keys()].sort((a, b) => a - b).join(', ')}`,
  });

const unknownUser = (code: string | undefined): FieldError =>
  fieldError('/userCreditCode', 'organisation-unknown', code, {
    zh: '不是已注册单位的统一社会信用代码，请核对，或只填写单位名称',
    en: 'is the credit code of no registered organisation; check it, or give the name alone',
  });

const notExternal = (kind: string): FieldError =>
  fieldError('/kind', 'kind-external', kind, {
    zh: '与用户单位不符：为其他单位服务的应为“external”（对外服务）',
    en: 'does not fit the user: a use by another organisation is external',
  });
