import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  Req,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { RECORD_KINDS, type RecordAnswer, type RecordKind } from '@app/platform-sync';
import { FaultInterceptor, type FaultyRequest } from './fault.interceptor';
import { refusalOf } from './faults';
import { RecordsService } from './records.service';
import { RecordStore, type HeldRecord } from './record.store';
import { SignatureGuard } from './signature.guard';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 500;

/** The kind named in a path or query. @throws BadRequestException for any other word */
export function kindOf(word: string): RecordKind {
  const kind = RECORD_KINDS.find((known) => known === word);
  if (!kind)
    throw new BadRequestException({ code: 201, message: `kind应为：${RECORD_KINDS.join('、')}` });
  return kind;
}

/** The signed interface in the dialect `http-json`. */
@Controller('v1')
@UseGuards(SignatureGuard)
@UseInterceptors(FaultInterceptor)
export class RecordsController {
  constructor(
    private readonly records: RecordsService,
    private readonly store: RecordStore,
  ) {}

  @Post('record-batches')
  @HttpCode(200)
  async receive(
    @Body() body: unknown,
    @Req() request: FaultyRequest,
  ): Promise<{ results: RecordAnswer[] }> {
    return {
      results: await this.records.receive(body, request.fault ? refusalOf(request.fault) : null),
    };
  }

  @Get('records')
  async list(
    @Query('kind') kind: string,
    @Query('insCode') insCode?: string,
    @Query('after') after?: string,
    @Query('limit') limit?: string,
  ): Promise<{ items: HeldRecord[] }> {
    const size = Math.min(Number(limit ?? DEFAULT_PAGE) || DEFAULT_PAGE, LARGEST_PAGE);
    return { items: await this.store.list({ kind: kindOf(kind), insCode, after, limit: size }) };
  }

  @Get('records/:kind/:insCode/:key')
  async get(
    @Param('kind') kind: string,
    @Param('insCode') insCode: string,
    @Param('key') key: string,
  ): Promise<HeldRecord> {
    const record = await this.store.find(kindOf(kind), insCode, key);
    if (!record) throw new NotFoundException({ code: 404, message: '无此记录' });
    return record;
  }

  @Get('records/:kind/:insCode/:key/versions')
  async versions(
    @Param('kind') kind: string,
    @Param('insCode') insCode: string,
    @Param('key') key: string,
  ): Promise<{ items: HeldRecord[] }> {
    return { items: await this.store.history(kindOf(kind), insCode, key) };
  }

  @Get('counts')
  async counts(): Promise<Record<RecordKind, number>> {
    return this.store.counts();
  }

  @Get('digests')
  async digests(@Query('kind') kind: string) {
    return { holders: await this.store.digests(kindOf(kind)) };
  }
}
