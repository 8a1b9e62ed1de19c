import { ApiProperty } from '@nestjs/swagger';
import { IdsField, OneOf, TextField } from '@app/http';
import { RESOURCE_KINDS, type ResourceKind } from './shared-resource.entity';

/** Something that exists once at the holder and that bookings of several instruments take. */
export class CreateResourceRequest {
  @OneOf(RESOURCE_KINDS, {
    description: 'exclusion: instruments that cannot be used together; operator; accessory',
  })
  kind: ResourceKind;
  @TextField({ max: 100, description: 'unique inside the holder and kind' }) nameZh: string;
}

/** All resources that every booking of the instrument takes from now on. */
export class PutInstrumentResourcesRequest {
  @IdsField({ min: 0, max: 20 }) resourceIds: string[];
}

export class ResourceResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: RESOURCE_KINDS }) kind: ResourceKind;
  @ApiProperty() nameZh: string;
  @ApiProperty({ type: 'integer', description: 'how many instruments need it' })
  instruments: number;
}

export class ResourcesResponse {
  @ApiProperty({ type: [ResourceResponse] }) items: ResourceResponse[];
}
