import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { SandboxModule } from './sandbox.module';
import { prepareSchema } from './schema';
import type { SandboxSettings } from './settings';
import { ClientCredentials } from './signature.guard';

const POOL_SIZE = 4;
/** 100 records of the longest fields stay well below. */
const BODY_LIMIT_BYTES = 4_194_304;

/** A running sandbox. */
export interface RunningSandbox {
  /** Origin to call, with the port that was taken. */
  url: string;
  close(): Promise<void>;
}

/** Makes the tables, listens, and answers from then on. */
export async function startSandbox(settings: SandboxSettings): Promise<RunningSandbox> {
  const pool = new Pool({
    connectionString: settings.databaseUrl,
    max: POOL_SIZE,
    application_name: 'jiayi-platform-sandbox',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
  });
  // A connection that breaks while idle is replaced by the next call; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    await prepareSchema(pool);
    const app = await createApp(pool, settings);
    await app.listen(settings.port, settings.host);
    const close = async (): Promise<void> => {
      await app.close();
      await pool.end();
    };
    return { url: await app.getUrl(), close };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function createApp(
  pool: Pool,
  { credentials }: SandboxSettings,
): Promise<NestFastifyApplication> {
  const client = new ClientCredentials(credentials.appKey, credentials.secret);
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  return NestFactory.create<NestFastifyApplication>(SandboxModule.forRoot(pool, client), adapter, {
    rawBody: true,
    logger: ['error', 'warn'],
  });
}
