import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApplication } from '../application';
import { ItemsField, ObjectField, TextField } from '../fields';
import { createLogger } from '../logging';
import { WholeNumber } from '../number-fields';
import type { HttpRequest } from '../request';
import { TakesAnyParameters } from '../taken-input';

class EchoPart {
  @TextField({ optional: true }) name?: string;
}

class EchoRequest {
  @WholeNumber({ optional: true }) count?: number;
  @TextField({ optional: true }) name?: string;
  @ObjectField(() => EchoPart, { optional: true }) part?: EchoPart;
  @ItemsField(() => EchoPart, { optional: true }) parts?: EchoPart[];
}

@Controller('echo')
class EchoController {
  @Get()
  @TakesAnyParameters()
  read(@Req() request: HttpRequest): object {
    return { address: request.ip, host: request.headers.host };
  }

  /** Takes nothing. */
  @Post('touch')
  touch(): object {
    return {};
  }

  @Post()
  write(@Body() body: EchoRequest): object {
    return { ...body };
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

/** The HTTP application as the api has it, with two routes that need no database, listening on a free port. */
export async function startEcho(
  settings: Partial<Parameters<typeof createHttpApplication>[1]> = {},
): Promise<{ app: NestFastifyApplication; port: number }> {
  const app = await createHttpApplication(
    EchoModule,
    {
      publicUrl: undefined,
      trustedProxies: [],
      rateLimit: { burst: 100_000, perSecond: 100_000 },
      ...settings,
    },
    createLogger('echo', 'silent'),
  );
  await app.listen(0, '127.0.0.1');
  return { app, port: (app.getHttpServer().address() as AddressInfo).port };
}

/** What comes back when these bytes are said on a bare connection. */
export interface Heard {
  text: string;
  /** Ended by the server, not by our patience. */
  closed: boolean;
}

const PATIENCE_MS = 5_000;

/**
 * Says something, one character a byte, and listens until the server hangs up or is silent for long.
 *
 * @param then what is said once an answer begins
 */
export function speak(port: number, words: string, { then = '' } = {}): Promise<Heard> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(words, 'latin1'));
    const settle = (closed: boolean) => {
      clearTimeout(silence);
      socket.destroy();
      resolve({ text, closed });
    };
    const silence = setTimeout(() => settle(false), PATIENCE_MS);
    if (then) socket.once('data', () => socket.write(then, 'latin1'));
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      silence.refresh();
    });
    socket.on('end', () => settle(true));
    socket.on('error', (error) => (text === '' ? reject(error) : settle(true)));
  });
}

/** Status codes of all answers in what was heard. */
export const statusesIn = ({ text }: Heard): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
