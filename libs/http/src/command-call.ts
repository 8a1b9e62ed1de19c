import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IdempotentCall } from '@app/database';
import { idempotentCallOf } from './idempotency';
import type { HttpRequest } from './request';

/** How a command was called, apart from its body: under which key, and against which version of its object. */
export interface CommandCall {
  ifMatch?: string;
  call?: IdempotentCall;
}

/** Idempotency-Key and If-Match of a command in one parameter; both are honoured wherever they are sent. */
export const Command = createParamDecorator(
  (_: unknown, context: ExecutionContext): CommandCall => ({
    ifMatch: context.switchToHttp().getRequest<HttpRequest>().headers['if-match'],
    call: idempotentCallOf(context),
  }),
);
