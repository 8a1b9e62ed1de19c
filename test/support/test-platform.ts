import { startSandbox } from '../../apps/platform-sandbox/src/start-sandbox';
import type { TestDatabase } from './database';

type Json = Record<string, unknown>;

/** The regional platform's stand-in inside a test's own process. */
export interface TestPlatform {
  url: string;
  credentials: { appKey: string; secret: string };
  /** Makes calls go wrong; see the sandbox's README for the modes. */
  setFault(this: void, fault: { mode: string; times?: number; delayMs?: number }): Promise<void>;
  clearFault(this: void): Promise<void>;
  /** The record it holds under a key, or null. */
  find(this: void, kind: 'instrument' | 'service_record', key: string): Promise<Json | null>;
  /** How often a record came and was applied, or null when it never came. */
  deliveryOf(this: void, key: string): Promise<Json | null>;
  stop(this: void): Promise<void>;
}

/** Starts the sandbox on a free port with its tables in the test's database. */
export async function startTestPlatform(
  database: Pick<TestDatabase, 'urls'>,
): Promise<TestPlatform> {
  const credentials = { appKey: 'jiaxing', secret: 'test-platform-secret' };
  const { url, close } = await startSandbox({
    databaseUrl: database.urls.sandbox,
    host: '127.0.0.1',
    port: 0,
    credentials,
  });
  return { url, credentials, stop: close, ...platformAdmin(url) };
}

/** What a running sandbox's administrator can see and do; for one in another process too. */
export function platformAdmin(
  url: string,
): Pick<TestPlatform, 'setFault' | 'clearFault' | 'find' | 'deliveryOf'> {
  const items = async (path: string): Promise<Json[]> => {
    const response = await fetch(`${url}/admin/${path}`);
    if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${path}`);
    return ((await response.json()) as { items: Json[] }).items;
  };
  const setFault = async (fault: object): Promise<void> => {
    const response = await fetch(`${url}/admin/fault`, {
      method: 'PUT',
      body: JSON.stringify(fault),
      headers: { 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(`the sandbox refused the fault: ${await response.text()}`);
  };
  return {
    setFault,
    clearFault: () => setFault({ mode: 'none' }),
    find: async (kind, key) => {
      const records = await items(`records/${kind}?key=${key}`);
      return records[0] ?? null;
    },
    deliveryOf: async (key) => (await items(`deliveries?key=${key}`))[0] ?? null,
  };
}
