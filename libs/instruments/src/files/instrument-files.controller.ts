import { Body, Controller, Delete, Get, HttpCode, Post, type StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { downloadOf } from '@app/files';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  AttachEvidenceRequest,
  AttachFileRequest,
  InstrumentFileResponse,
  InstrumentFilesResponse,
} from './instrument-file.dto';
import { InstrumentFilesService } from './instrument-files.service';

/** Pictures and documents of an instrument, for whoever may see it. */
@ApiTags('instruments')
@Controller('instruments/:id/files')
export class InstrumentFilesController {
  constructor(private readonly files: InstrumentFilesService) {}

  @Get()
  @ApiOkResponse({ type: InstrumentFilesResponse })
  async list(@IdParam() instrumentId: string): Promise<InstrumentFilesResponse> {
    return { items: await this.files.list(instrumentId, 'files') };
  }

  @Post()
  @ApiCreatedResponse({ type: InstrumentFileResponse })
  attach(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() body: AttachFileRequest,
    @Command() command: CommandCall,
  ): Promise<InstrumentFileResponse> {
    return this.files.attach({ actor, instrumentId, ...command }, body);
  }

  @Get(':fileId/content')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async content(
    @IdParam() instrumentId: string,
    @IdParam('fileId') fileId: string,
  ): Promise<StreamableFile> {
    const { file, content } = await this.files.open(instrumentId, 'files', fileId);
    return downloadOf(file, content);
  }

  @Delete(':fileId')
  @HttpCode(204)
  detach(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @IdParam('fileId') fileId: string,
  ): Promise<void> {
    return this.files.detach({ actor, instrumentId }, 'files', fileId);
  }
}

/** Who paid for an instrument, in papers: for its holder and those who review it. */
@ApiTags('instruments')
@Controller('instruments/:id/evidence')
export class InstrumentEvidenceController {
  constructor(private readonly files: InstrumentFilesService) {}

  @Get()
  @ApiOkResponse({ type: InstrumentFilesResponse })
  async list(@IdParam() instrumentId: string): Promise<InstrumentFilesResponse> {
    return { items: await this.files.list(instrumentId, 'evidence') };
  }

  @Post()
  @ApiCreatedResponse({ type: InstrumentFileResponse })
  attach(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() body: AttachEvidenceRequest,
    @Command() command: CommandCall,
  ): Promise<InstrumentFileResponse> {
    const file = { ...body, kind: 'funding_evidence' as const };
    return this.files.attach({ actor, instrumentId, ...command }, file);
  }

  @Get(':fileId/content')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async content(
    @IdParam() instrumentId: string,
    @IdParam('fileId') fileId: string,
  ): Promise<StreamableFile> {
    const { file, content } = await this.files.open(instrumentId, 'evidence', fileId);
    return downloadOf(file, content);
  }

  @Delete(':fileId')
  @HttpCode(204)
  detach(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @IdParam('fileId') fileId: string,
  ): Promise<void> {
    return this.files.detach({ actor, instrumentId }, 'evidence', fileId);
  }
}
