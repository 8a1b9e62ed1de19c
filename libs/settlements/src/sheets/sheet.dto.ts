import { SHEET_FORMATS, type SheetFormat } from '@app/files';
import { CivilDateField, OneOf } from '@app/http';

/** Which orders go into a sheet: those owed since a day of the period. */
export class SettlementSheetQuery {
  @CivilDateField({ description: 'first day on which an order became owed' }) from: string;
  @CivilDateField({ description: 'last day, included' }) to: string;
  @OneOf(SHEET_FORMATS, { optional: true, description: 'xlsx unless told' }) format?: SheetFormat;
}
