import type { EntityManager } from 'typeorm';
import { FieldsRefused } from '@app/common';
import { onConstraint } from '@app/database';
import type { WorkCalendar } from '@app/work-calendar';
import { differences, type FieldChange } from '../instrument-history.rules';
import { dutyOf } from '../instrument-registration';
import { Instrument } from '../instrument.entity';
import { AssetNumberTaken, PartHasNoParts } from '../instrument.errors';
import { findInstrument, type InstrumentRow } from '../instrument.queries';
import { wholeUnknown } from '../record/description.rules';
import { draftOf, type InstrumentDraft } from '../record/instrument-draft';
import { BookedAhead } from '../resources/resource.errors';

/**
 * Writes another description into a locked record, judges its duty to share anew and counts its version.
 *
 * @returns what it changed
 */
export async function changeRecord(
  tx: EntityManager,
  row: InstrumentRow,
  draft: InstrumentDraft,
  calendar: WorkCalendar,
): Promise<FieldChange[]> {
  await tx.getRepository(Instrument).update(row.id, {
    ...draft,
    ...dutyOf({ ...draft, useObliged: row.use_obliged }, calendar),
    version: row.version + 1,
    updatedAt: () => 'app_now()',
  });
  return differences(draftOf(row), draft);
}

/** A part belongs to a whole of the same holder. @throws FieldsRefused (422) */
export async function requireWhole(
  tx: EntityManager,
  holderId: string,
  wholeId: string | null,
): Promise<void> {
  if (wholeId === null) return;
  const whole = await findInstrument(tx, wholeId);
  if (whole?.holder_id !== holderId) throw new FieldsRefused([wholeUnknown(wholeId)]);
}

/** @throws AssetNumberTaken when another instrument of the holder has the number (409) */
export async function requireFreeAssetNumber(
  tx: EntityManager,
  row: InstrumentRow,
  assetNumber: string,
): Promise<void> {
  const rows: unknown[] = await tx.query(
    'SELECT FROM instrument WHERE holder_id = $1 AND asset_number = $2 AND id <> $3',
    [row.holder_id, assetNumber, row.id],
  );
  if (rows.length > 0) throw new AssetNumberTaken(assetNumber);
}

/** What the database refused of a changed record, as the rule it stands for. */
export function refusedRecord(error: unknown, assetNumber: string): never {
  onConstraint(error, {
    instrument_asset_number_taken: () => new AssetNumberTaken(assetNumber),
    instrument_no_part_of_itself: () => new PartHasNoParts(),
    instrument_part_has_no_parts: () => new PartHasNoParts(),
    instrument_unit_set_booked_ahead: () => new BookedAhead(),
  });
}
