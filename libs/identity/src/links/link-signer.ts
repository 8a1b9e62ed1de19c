import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '@app/common';
import type { LinkPurpose } from './signed-link.entity';

/** Makes and reads the tokens of links: an id with an HMAC over id and purpose, so that none has to be kept. */
export class LinkSigner {
  private readonly key: Buffer;

  constructor(secretKey: string) {
    this.key = deriveKey(secretKey, 'signed links');
  }

  tokenOf(purpose: LinkPurpose, id: string): string {
    return `${id}.${this.sign(purpose, id).toString('base64url')}`;
  }

  /** The id in a token that was made here for this purpose; undefined for any other text. */
  read(purpose: LinkPurpose, token: string): string | undefined {
    const [id = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const right = this.sign(purpose, id);
    return given.length === right.length && timingSafeEqual(given, right) ? id : undefined;
  }

  private sign(purpose: LinkPurpose, id: string): Buffer {
    return createHmac('sha256', this.key).update(`${purpose}\n${id}`).digest();
  }
}
