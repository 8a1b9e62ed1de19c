import type { RowDraft, RowMessage } from './row-verdict';

/** By what one row is compared with others. */
export interface RowKeys {
  rowNumber: number;
  assetNumber: string;
  serialNumber: string | null;
  /** See {@link likenessOf}; null when the row does not say enough. */
  likeness: string | null;
}

/** A registered instrument of the same holder, as far as a row is compared with it. */
export interface RegisteredKeys extends Omit<RowKeys, 'rowNumber'> {
  instrumentId: string;
  nameZh: string;
}

/** Model, value and day of acceptance: two sets of a holder that share them may be one set entered twice. */
export const likenessOf = (
  draft: Pick<RowDraft, 'model' | 'originalValueFen' | 'acceptedOn'> | undefined,
): string | null =>
  !draft || draft.model === ''
    ? null
    : [draft.model.toLowerCase(), draft.originalValueFen, draft.acceptedOn].join('|');

/** Codes of the warnings that a person settles: by leaving the row out, or by accepting it as another set. */
export const SUSPICIONS: readonly string[] = [
  'serial-number-registered',
  'serial-number-twice',
  'looks-registered',
  'looks-like-row',
];

/**
 * What rows of one file say about each other, by row: the second and later of an asset number are refused, those that
 * share a serial number or look alike are warned.
 *
 * @param rows every row that shares a key with any of them, in the order of the file; rows left out are none of them
 */
export function duplicatesInFile(rows: readonly RowKeys[]): Map<number, RowMessage[]> {
  const found = new Map<number, RowMessage[]>();
  const say = (row: RowKeys, message: RowMessage): void => {
    found.set(row.rowNumber, [...(found.get(row.rowNumber) ?? []), message]);
  };
  const firstOf = { asset: firsts(rows, 'assetNumber'), serial: firsts(rows, 'serialNumber') };
  const alike = firsts(rows, 'likeness');
  for (const row of rows) {
    const namesake = firstOf.asset.get(row.assetNumber);
    if (namesake && namesake.rowNumber < row.rowNumber) {
      say(row, assetNumberTwice(row, namesake));
      continue;
    }
    const sameSerial = firstOf.serial.get(row.serialNumber ?? '');
    if (sameSerial && sameSerial.rowNumber < row.rowNumber)
      say(row, serialNumberTwice(row, sameSerial));
    const twin = alike.get(row.likeness ?? '');
    if (twin && twin.rowNumber < row.rowNumber && mayBeOne(row, twin) && twin !== sameSerial)
      say(row, looksLikeRow(row, twin));
  }
  return found;
}

/** What the register says about a row: it is there already, or something like it is. */
export function duplicatesInRegister(
  row: RowKeys,
  registered: readonly RegisteredKeys[],
): RowMessage[] {
  const itself = registered.find(({ assetNumber }) => assetNumber === row.assetNumber);
  if (itself) return [alreadyRegistered(row, itself.instrumentId)];
  const sameSerial = registered.find(
    ({ serialNumber }) => row.serialNumber !== null && serialNumber === row.serialNumber,
  );
  if (sameSerial) return [serialNumberRegistered(row, sameSerial)];
  const twin = registered.find(
    (other) => row.likeness !== null && other.likeness === row.likeness && mayBeOne(row, other),
  );
  return twin ? [looksRegistered(row, twin)] : [];
}

/** The same serial number is told apart; two different ones say that they are two sets. */
const mayBeOne = (
  one: Pick<RowKeys, 'serialNumber'>,
  other: Pick<RowKeys, 'serialNumber'>,
): boolean => one.serialNumber === null || other.serialNumber === null;

function firsts(
  rows: readonly RowKeys[],
  key: 'assetNumber' | 'serialNumber' | 'likeness',
): Map<string, RowKeys> {
  const first = new Map<string, RowKeys>();
  for (const row of rows) {
    const value = row[key] ?? '';
    if (value !== '' && !first.has(value)) first.set(value, row);
  }
  return first;
}

const assetNumberTwice = ({ assetNumber }: RowKeys, { rowNumber }: RowKeys): RowMessage => ({
  ...{ field: 'assetNumber', value: assetNumber, code: 'asset-number-twice', severity: 'refused' },
  message: {
    zh: `资产编号“${assetNumber}”与第 ${rowNumber} 行重复；一台（套）一个编号，请核对后改正编号或跳过本行`,
    en: `asset number "${assetNumber}" stands in row ${rowNumber} already; correct it, or leave this row out`,
  },
  otherRow: rowNumber,
});

const serialNumberTwice = ({ serialNumber }: RowKeys, { rowNumber }: RowKeys): RowMessage => ({
  ...{ field: 'serialNumber', code: 'serial-number-twice', severity: 'warned' },
  value: serialNumber ?? '',
  message: {
    zh: `出厂编号“${serialNumber}”与第 ${rowNumber} 行相同，可能是同一台；请核对后跳过本行，或确认是另一台`,
    en: `row ${rowNumber} has serial number "${serialNumber}" too and may be the same set; leave this row out, or accept it as another`,
  },
  otherRow: rowNumber,
});

const looksLikeRow = ({ assetNumber }: RowKeys, { rowNumber }: RowKeys): RowMessage => ({
  ...{ field: 'assetNumber', value: assetNumber, code: 'looks-like-row', severity: 'warned' },
  message: {
    zh: `型号、原值和验收日期与第 ${rowNumber} 行相同，可能重复登记；请核对后跳过本行，或确认是另一台`,
    en: `model, value and date are those of row ${rowNumber}; leave this row out, or accept it as another set`,
  },
  otherRow: rowNumber,
});

/** Nothing is wrong with such a row: it is linked to what is there. */
export const alreadyRegistered = (
  { assetNumber }: Pick<RowKeys, 'assetNumber'>,
  instrumentId: string,
): RowMessage => ({
  ...{ field: 'assetNumber', value: assetNumber, code: 'already-registered', severity: 'warned' },
  message: {
    zh: `资产编号“${assetNumber}”已登记，原有信息未作改动；如需更新请直接修改该仪器`,
    en: `asset number "${assetNumber}" is registered already and nothing was changed; edit that instrument instead`,
  },
  otherInstrumentId: instrumentId,
});

const serialNumberRegistered = ({ serialNumber }: RowKeys, other: RegisteredKeys): RowMessage => ({
  ...{ field: 'serialNumber', code: 'serial-number-registered', severity: 'warned' },
  value: serialNumber ?? '',
  message: {
    zh: `出厂编号“${serialNumber}”已登记在“${other.nameZh}”（资产编号 ${other.assetNumber}）下；请核对后跳过本行，或确认是另一台`,
    en: `serial number "${serialNumber}" is registered for asset ${other.assetNumber}; leave this row out, or accept it as another set`,
  },
  otherInstrumentId: other.instrumentId,
});

const looksRegistered = ({ assetNumber }: RowKeys, other: RegisteredKeys): RowMessage => ({
  ...{ field: 'assetNumber', value: assetNumber, code: 'looks-registered', severity: 'warned' },
  message: {
    zh: `型号、原值和验收日期与已登记的“${other.nameZh}”（资产编号 ${other.assetNumber}）相同，可能换号重复；请核对后跳过本行，或确认是另一台`,
    en: `model, value and date are those of registered asset ${other.assetNumber}; leave this row out, or accept it as another set`,
  },
  otherInstrumentId: other.instrumentId,
});
