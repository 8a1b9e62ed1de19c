import { ApiProperty } from '@nestjs/swagger';
import { CivilDateField, IdField, ObjectField, TextField } from '@app/http';
import { PLACEHOLDERS } from './contract-clauses';

const LONGEST_CLAUSE = 4_000;

export class ClauseBody {
  @TextField({ max: LONGEST_CLAUSE, description: 'the binding text' }) textZh: string;
  @TextField({ max: LONGEST_CLAUSE, nullable: true }) textEn?: string | null;
}

/** The six clauses of article 13 of 国科发基〔2017〕289号. */
export class ContractClausesBody {
  @ObjectField(() => ClauseBody, { description: '服务内容' }) content: ClauseBody;
  @ObjectField(() => ClauseBody, { description: '成果归属' }) results: ClauseBody;
  @ObjectField(() => ClauseBody, { description: '保密' }) secrecy: ClauseBody;
  @ObjectField(() => ClauseBody, { description: '损害赔偿' }) damages: ClauseBody;
  @ObjectField(() => ClauseBody, { description: '违约责任' }) breach: ClauseBody;
  @ObjectField(() => ClauseBody, { description: '争议解决' }) disputes: ClauseBody;
}

export class PreviewContractRequest {
  @ObjectField(() => ContractClausesBody) clauses: ContractClausesBody;
}

export class PutContractTemplateRequest extends PreviewContractRequest {
  @CivilDateField({ description: 'first date on which contracts are made by it, from today on' })
  validFrom: string;
}

export class ContractTemplateQuery {
  @IdField({ optional: true, description: 'of this holder, where it has one of its own' })
  holderId?: string;
}

export const TEMPLATE_SOURCES = ['holder', 'city', 'built_in'] as const;
export type TemplateSource = (typeof TEMPLATE_SOURCES)[number];

/** The clauses that contracts are made by; version 0 is the built-in text. */
export class ContractTemplateResponse {
  @ApiProperty({ enum: TEMPLATE_SOURCES, description: 'who set it' }) source: TemplateSource;
  @ApiProperty() version: number;
  @ApiProperty({ type: String, format: 'date', nullable: true }) validFrom: string | null;
  @ApiProperty({ type: ContractClausesBody }) clauses: ContractClausesBody;
  @ApiProperty({
    enum: Object.keys(PLACEHOLDERS),
    isArray: true,
    description: 'what can stand between double braces',
  })
  placeholders: string[];
}

/** The clauses as a contract would say them, with examples in place of what differs from one to the next. */
export class ContractPreview {
  @ApiProperty({ type: ContractClausesBody }) clauses: ContractClausesBody;
}
