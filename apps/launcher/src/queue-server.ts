import { Redis } from 'ioredis';
import { ConfigurationError } from '@app/common';
import { publicUrl } from './connection';

const CONNECT_TIMEOUT_MS = 3_000;

/** Finds out, before anything is started, that the Redis of REDIS_URL answers. @throws ConfigurationError */
export async function requireRedis(url: string | undefined): Promise<void> {
  if (!url) return;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Said once below; without a listener ioredis writes every error to the console.
  let reason = 'it does not answer';
  redis.on('error', (error: Error) => (reason = error.message));
  try {
    await redis.connect();
    await redis.ping();
  } catch (cause) {
    throw new ConfigurationError(
      `Redis ${publicUrl(url)} 无法连接，请检查 REDIS_URL；不设置时任务队列使用 PostgreSQL。 ` +
        `Redis ${publicUrl(url)} cannot be used, check REDIS_URL (without it the queue lives in PostgreSQL): ${reason}`,
      { cause },
    );
  } finally {
    redis.disconnect();
  }
}
