import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment } from '@app/common';
import { createLogger } from '@app/http';
import { createApi } from '../../apps/api/src/api';
import { SECRET } from './world/seed-organisations';
import type { World } from './world/world';

/** No test of access is about how much somebody may ask. */
const PLENTY = '100000000';

/** A way to sign in elsewhere, called `ticket`; nothing is ever asked of it. */
const PROVIDER = {
  JIAYI_PUBLIC_URL: 'https://jiayi.example.org',
  TICKET_LOGIN_URL: 'https://sso.example.org/login?goto={returnTo}',
  TICKET_EXCHANGE_URL: 'https://sso.example.org/exchange',
  TICKET_SERVICE_CODE: 'jiayi',
  TICKET_SERVICE_PASSWORD: 'a password of the service',
};

/** What an application of the world is configured with; not a demonstration, so that the second factor counts. */
export const settingsOf = ({ database, directory }: Pick<World, 'database' | 'directory'>) =>
  environment({
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '4',
    JIAYI_DATA_DIR: directory,
    JIAYI_AUDIT_KEY: 'an audit key of the access tests',
    JIAYI_SECRET_KEY: SECRET,
    ...PROVIDER,
    JIAYI_RATE_BURST: PLENTY,
    JIAYI_RATE_PER_SECOND: PLENTY,
    JIAYI_LOG_LEVEL: process.env.JIAYI_LOG_LEVEL ?? 'silent',
  });

/** The whole API in this process, on the world's database, without a socket. */
export async function startApplication(world: World): Promise<NestFastifyApplication> {
  const settings = settingsOf(world);
  const app = await createApi(settings, createLogger('access', settings.logLevel));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
