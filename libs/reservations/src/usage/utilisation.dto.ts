import { ApiProperty } from '@nestjs/swagger';
import { CivilDateField, IdField, OneOf } from '@app/http';
import { type Denominator, DENOMINATORS } from './denominator.rules';
import { type Grouping, GROUPINGS } from './usage.words';

export class UtilisationQuery {
  @OneOf(GROUPINGS) by: Grouping;
  @CivilDateField({ description: 'first day' }) from: string;
  @CivilDateField({ description: 'last day, included' }) to: string;
  @OneOf(DENOMINATORS, { optional: true, description: 'survey (1600 h) unless told' })
  denominator?: Denominator;
  @IdField({ optional: true }) holderId?: string;
  @IdField({ optional: true }) instrumentId?: string;
}

/** Machine hours and rates; a rate is null where nothing can be divided by, and never clipped: 1.3 is 130 %. */
export class UtilisationFigures {
  @ApiProperty({ description: '有效机时, two decimals' }) effectiveHours: number;
  @ApiProperty({ description: '共享机时: for all but the owning group' }) sharedHours: number;
  @ApiProperty({ description: '对外服务机时: for other organisations' }) externalHours: number;
  @ApiProperty({ type: Number, nullable: true, description: 'denominator for this period' })
  denominatorHours: number | null;
  @ApiProperty({ type: Number, nullable: true, description: '利用率: effective / denominator' })
  utilisation: number | null;
  @ApiProperty({ description: 'shared / effective, 0 without effective hours' }) sharedRate: number;
  @ApiProperty({ description: '共享率: external / effective, 0 without effective hours' })
  externalRate: number;
}

export class UtilisationItem extends UtilisationFigures {
  @ApiProperty({ description: 'id, month `YYYY-MM`, or weekday and hour as `1-09`' }) key: string;
  @ApiProperty({ type: String, nullable: true, description: 'of an instrument or holder' })
  nameZh: string | null;
}

export class DenominatorResponse {
  @ApiProperty({ enum: DENOMINATORS }) name: Denominator;
  @ApiProperty({ type: String, description: 'to be printed beside the rates' }) label: object;
  @ApiProperty({ description: 'hours a year of one general instrument' })
  generalYearlyHours: number;
  @ApiProperty({ description: 'hours a year of one special instrument' })
  specialYearlyHours: number;
  @ApiProperty({ description: 'the period in years, each day as its part of its own year' })
  years: number;
}

export class UtilisationResponse {
  @ApiProperty({ format: 'date' }) from: string;
  @ApiProperty({ format: 'date' }) to: string;
  @ApiProperty({ enum: GROUPINGS }) by: Grouping;
  @ApiProperty({ type: DenominatorResponse }) denominator: DenominatorResponse;
  @ApiProperty({ type: UtilisationFigures }) total: UtilisationFigures;
  @ApiProperty({ type: [UtilisationItem] }) items: UtilisationItem[];
}
