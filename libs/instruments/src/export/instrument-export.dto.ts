import { OmitType } from '@nestjs/swagger';
import { SHEET_FORMATS, type SheetFormat } from '@app/files';
import { OneOf } from '@app/http';
import { ListInstrumentsQuery } from '../instrument.dto';

/** Which instruments to export, as in the list, and as what. */
export class ExportInstrumentsQuery extends OmitType(ListInstrumentsQuery, ['limit', 'cursor']) {
  @OneOf(SHEET_FORMATS, { optional: true, description: 'xlsx unless told' }) format?: SheetFormat;
}
