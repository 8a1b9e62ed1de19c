import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ObjectStoreSettings } from '@app/common';

const sha256 = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)\/(?<day>\d{8})\/(?<region>[^/]+)\/s3\/aws4_request, SignedHeaders=(?<names>[^,]+), Signature=(?<signature>[0-9a-f]{64})$/;

/** An S3-compatible store over HTTP that checks every signature by its own reading of the standard. */
export class TestObjectStore {
  readonly objects = new Map<string, Buffer>();
  private server: Server;
  settings: ObjectStoreSettings;

  static async open(): Promise<TestObjectStore> {
    const store = new TestObjectStore();
    store.server = createServer((request, response) => {
      void store.answer(request).then(({ status, content }) => {
        response.writeHead(status).end(content);
      });
    });
    await new Promise<void>((resolve) => store.server.listen(0, '127.0.0.1', resolve));
    const { port } = store.server.address() as AddressInfo;
    store.settings = {
      ...{ endpoint: `http://127.0.0.1:${port}`, bucket: 'jiayi', region: 'cn-east-1' },
      ...{ accessKeyId: 'key', secretAccessKey: 'a secret of the store' },
    };
    return store;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; content?: Buffer }> {
    const content = Buffer.concat((await request.toArray()) as Buffer[]);
    if (!this.isSigned(request, content)) return { status: 403 };
    const key = request.url ?? '';
    if (!key.startsWith(`/${this.settings.bucket}/`)) return { status: 404 };
    if (request.method === 'PUT') this.objects.set(key, content);
    if (request.method === 'DELETE') this.objects.delete(key);
    if (request.method !== 'GET') return { status: request.method === 'PUT' ? 200 : 204 };
    const found = this.objects.get(key);
    return found ? { status: 200, content: found } : { status: 404 };
  }

  /** Source: AWS General Reference, "Signature Version 4 signing process". */
  private isSigned({ method, url, headers }: IncomingMessage, content: Buffer): boolean {
    const parts = AUTHORIZATION.exec(headers.authorization ?? '')?.groups;
    const { region, accessKeyId, secretAccessKey } = this.settings;
    if (!parts || parts.key !== accessKeyId || parts.region !== region) return false;
    const names = parts.names?.split(';') ?? [];
    const contentHash = sha256(content);
    if (!names.includes('host') || headers['x-amz-content-sha256'] !== contentHash) return false;
    const canonical = [
      ...[method, url, ''],
      ...names.map((name) => `${name}:${String(headers[name])}`),
      ...['', parts.names, contentHash],
    ].join('\n');
    const scope = `${parts.day}/${region}/s3/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
    const key = [parts.day ?? '', region, 's3', 'aws4_request'].reduce<Buffer | string>(
      hmac,
      `AWS4${secretAccessKey}`,
    );
    return hmac(key, toSign).toString('hex') === parts.signature;
  }
}
