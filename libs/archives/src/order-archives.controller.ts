import { Controller, Get, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { attachmentOf } from '@app/files';
import { IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { OrderArchives } from './order-archives.service';

/** Everything that is kept of an order, to take away. */
@ApiTags('orders')
@Controller('orders/:id/archive')
export class OrderArchivesController {
  constructor(private readonly archives: OrderArchives) {}

  @Get()
  @ApiProduces('application/zip')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<StreamableFile> {
    const { name, stream } = await this.archives.open(actor, id);
    return new StreamableFile(stream, {
      ...{ type: 'application/zip', disposition: attachmentOf(name) },
    });
  }
}
