import { ApiProperty } from '@nestjs/swagger';
import { EmailField, TextField } from '@app/http';

/** Body of `PUT /invoice-profile`: what the caller's organisation wants on its invoices (开票信息). */
export class PutInvoiceProfile {
  @TextField({ max: 100, description: '抬头' }) title: string;
  @TextField({ max: 20, description: '税号: the credit code of the organisation' })
  taxNumber: string;
  @TextField({ max: 200, optional: true, description: 'needed for 专票' }) address?: string;
  @TextField({ max: 40, optional: true, description: 'needed for 专票' }) phone?: string;
  @TextField({ max: 100, optional: true, description: '开户银行, needed for 专票' })
  bankName?: string;
  @TextField({ max: 40, optional: true, description: '银行账号, needed for 专票' })
  bankAccount?: string;
  @EmailField({ optional: true, description: 'where invoices are sent to' }) email?: string;
}

export class InvoiceProfileResponse {
  @ApiProperty() title: string;
  @ApiProperty() taxNumber: string;
  @ApiProperty({ nullable: true, type: String }) address: string | null;
  @ApiProperty({ nullable: true, type: String }) phone: string | null;
  @ApiProperty({ nullable: true, type: String }) bankName: string | null;
  @ApiProperty({ nullable: true, type: String }) bankAccount: string | null;
  @ApiProperty({ nullable: true, type: String }) email: string | null;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'null until saved',
  })
  savedAt: string | null;
  @ApiProperty() version: number;
}
