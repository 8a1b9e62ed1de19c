import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Injectable,
  Param,
  Put,
  Query,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { RecordKind } from '@app/platform-sync';
import { FAULT_MODES, Faults, type Fault } from './faults';
import { kindOf } from './records.controller';
import { RecordStore, type DeliveryCount, type HeldRecord } from './record.store';

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
const LARGEST_LIST = 10_000;
const LONGEST_DELAY_MS = 120_000;

/** Lets callers of this machine pass; nobody else may break the platform. */
@Injectable()
export class LoopbackGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { remoteAddress } = context.switchToHttp().getRequest<FastifyRequest>().socket;
    return remoteAddress !== undefined && LOOPBACK.includes(remoteAddress);
  }
}

function wholeNumberOf(value: unknown, name: string, largest: number, fallback: number): number {
  if (value === undefined || value === null) return fallback;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= largest) return number;
  throw new BadRequestException(`${name} must be a whole number from 0 to ${largest}`);
}

function faultOf(body: unknown): Fault {
  const given = (body ?? {}) as Record<keyof Fault, unknown>;
  const mode = FAULT_MODES.find((known) => known === given.mode);
  if (!mode) throw new BadRequestException(`mode must be one of ${FAULT_MODES.join(', ')}`);
  const times = wholeNumberOf(given.times, 'times', 1_000_000, 0);
  return {
    mode,
    times: times === 0 ? null : times,
    delayMs: wholeNumberOf(given.delayMs, 'delayMs', LONGEST_DELAY_MS, 1_000),
    retryAfterSeconds: wholeNumberOf(given.retryAfterSeconds, 'retryAfterSeconds', 3_600, 1),
  };
}

/** For tests and demonstrations on the same machine: faults on demand, and what really arrived. */
@Controller('admin')
@UseGuards(LoopbackGuard)
export class AdminController {
  constructor(
    private readonly faults: Faults,
    private readonly store: RecordStore,
  ) {}

  @Put('fault')
  setFault(@Body() body: unknown): Fault & { calls: number } {
    this.faults.set(faultOf(body));
    return this.faults.state;
  }

  @Get('fault')
  getFault(): Fault & { calls: number } {
    return this.faults.state;
  }

  @Delete('fault')
  @HttpCode(200)
  clearFault(): Fault & { calls: number } {
    this.faults.set({});
    return this.faults.state;
  }

  @Get('deliveries')
  async deliveries(@Query('key') key?: string): Promise<{ items: DeliveryCount[] }> {
    return { items: await this.store.deliveries(key ?? null, LARGEST_LIST) };
  }

  @Get('records/:kind')
  async records(
    @Param('kind') kind: string,
    @Query('key') key?: string,
  ): Promise<{ items: HeldRecord[] }> {
    return { items: await this.store.list({ kind: kindOf(kind), key, limit: LARGEST_LIST }) };
  }

  @Get('counts')
  async counts(): Promise<Record<RecordKind, number>> {
    return this.store.counts();
  }
}
