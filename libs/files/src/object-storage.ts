import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { ObjectStoreSettings } from '@app/common';
import { FileStorage, pathOfFile } from './file-storage';

/** The part of `fetch` that an object store is called with; the process guards whom it calls. */
export type ObjectStoreCall = (
  url: URL,
  request: { method: string; headers: Record<string, string>; body?: Buffer },
) => Promise<Response>;

/**
 * Files as objects of one bucket of an S3-compatible store, in path style. Source: Amazon S3 API reference; every
 * request is signed by AWS Signature Version 4, its content included.
 */
export class ObjectStorage extends FileStorage {
  constructor(
    private readonly settings: ObjectStoreSettings,
    private readonly call: ObjectStoreCall,
  ) {
    super();
  }

  async write(id: string, content: Buffer): Promise<void> {
    await this.send('PUT', id, content);
  }

  async read(id: string): Promise<Buffer> {
    const answer = await this.send('GET', id);
    return Buffer.from(await answer.arrayBuffer());
  }

  async remove(id: string): Promise<void> {
    await this.send('DELETE', id);
  }

  /** @throws Error for any answer that is no success; the store's own words stay out of it, they may name the key */
  private async send(method: string, id: string, content?: Buffer): Promise<Response> {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = this.settings;
    const signed = await new AwsV4Signer({
      ...{ method, accessKeyId, secretAccessKey, region, service: 's3' },
      url: `${endpoint.replace(/\/+$/, '')}/${bucket}/${pathOfFile(id)}`,
      headers: { 'x-amz-content-sha256': sha256(content ?? '') },
    }).sign();
    const headers = Object.fromEntries(signed.headers);
    const answer = await this.call(signed.url, {
      ...{ method, headers },
      ...(content && { body: content }),
    });
    // S3 answers 204 to the removal of what is not there.
    if (!answer.ok) throw new Error(`the object store answered ${answer.status} to ${method}`);
    return answer;
  }
}

const sha256 = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('hex');
