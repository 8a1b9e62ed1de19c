import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CATEGORIES, CATEGORY_SCHEME } from './category-table';

export class CategoryResponse {
  @ApiProperty() code: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() nameEn: string;
  @ApiProperty({ type: String, nullable: true, description: 'null on level 1' })
  parent: string | null;
}

/** The whole table; it is short and changes with releases only. */
export class CategoriesResponse {
  @ApiProperty() scheme: string;
  @ApiProperty({ type: [CategoryResponse] }) items: CategoryResponse[];
}

/** The classes an instrument can be registered under. */
@ApiTags('instruments')
@Controller('categories')
export class CategoriesController {
  @Get()
  @ApiOkResponse({ type: CategoriesResponse })
  list(): CategoriesResponse {
    return { scheme: CATEGORY_SCHEME, items: [...CATEGORIES] };
  }
}
