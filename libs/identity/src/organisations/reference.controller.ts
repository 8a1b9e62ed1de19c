import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { REGION_LEVELS, REGIONS, type RegionLevel } from '@app/common';
import { findDepartments } from './organisation.queries';

export class RegionResponse {
  @ApiProperty({ description: 'GB/T 2260; the two zones of Jiaxing have codes of our own' })
  code: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() nameEn: string;
  @ApiProperty() provinceZh: string;
  @ApiProperty({ enum: REGION_LEVELS }) level: RegionLevel;
}

export class RegionsResponse {
  @ApiProperty({ type: [RegionResponse] }) items: readonly RegionResponse[];
}

export class DepartmentResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
}

export class DepartmentsResponse {
  @ApiProperty({ type: [DepartmentResponse] }) items: DepartmentResponse[];
}

/** The regions that organisations and instruments may lie in. */
@ApiTags('identity')
@Controller('regions')
export class RegionsController {
  @Get()
  @Header('cache-control', 'public, max-age=86400')
  @ApiOkResponse({ type: RegionsResponse })
  list(): RegionsResponse {
    return { items: REGIONS };
  }
}

/** The departments that whoever registers an organisation may name as being in charge of it. */
@ApiTags('identity')
@Controller('departments')
export class DepartmentsController {
  constructor(private readonly db: DataSource) {}

  @Get()
  @ApiOkResponse({ type: DepartmentsResponse })
  async list(): Promise<DepartmentsResponse> {
    return { items: await findDepartments(this.db.manager) };
  }
}
