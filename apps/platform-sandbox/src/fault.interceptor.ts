import { setTimeout as pause } from 'node:timers/promises';
import {
  HttpException,
  Injectable,
  InternalServerErrorException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { of, tap, type Observable } from 'rxjs';
import { Faults, type Fault } from './faults';

/** A call that carries the fault it was hit by. */
export type FaultyRequest = FastifyRequest & { fault?: Fault };

function cut(reply: FastifyReply): void {
  // Without hijack Fastify would still try to answer on the closed socket.
  reply.hijack();
  reply.raw.socket?.destroy();
}

/** Makes a signed call go wrong in the way the administrator asked for. */
@Injectable()
export class FaultInterceptor implements NestInterceptor {
  constructor(private readonly faults: Faults) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FaultyRequest>(), http.getResponse<FastifyReply>()];
    const fault = this.faults.next();
    request.fault = fault;
    switch (fault.mode) {
      case 'error':
        throw new InternalServerErrorException('fault: error');
      case 'too-many':
        reply.header('retry-after', String(fault.retryAfterSeconds));
        throw new HttpException('fault: too many calls', 429);
      case 'slow':
        await pause(fault.delayMs);
        return next.handle();
      case 'cut-before':
        cut(reply);
        return of(undefined);
      case 'cut-after':
        return next.handle().pipe(tap(() => cut(reply)));
      default:
        return next.handle();
    }
  }
}
