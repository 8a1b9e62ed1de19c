import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Shortest secret that a process starts with, in characters. */
export const MIN_SECRET_LENGTH = 32;

/** A key for one purpose, made from the deployment's secret; knowing one tells nothing about another. */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'jiayi', purpose, 32));

/** Code of the cipher in front of every sealed text, so that another one can come beside it. */
const AES_256_GCM = 'a1';

/** A sealed text was altered, or sealed with another key or for another row. */
export class SealBroken extends Error {
  override name = 'SealBroken';
}

/** Seals single fields of the database: AES-256-GCM with a key that the database does not have. */
export class FieldCipher {
  private readonly key: Buffer;

  constructor(secret: string, purpose: string) {
    this.key = deriveKey(secret, purpose);
  }

  /** @param context what the text belongs to, such as a row's id: a sealed text moved elsewhere does not open */
  seal(text: string, context: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]);
    return `${AES_256_GCM}.${sealed.toString('base64url')}`;
  }

  /** @throws SealBroken */
  open(sealed: string, context: string): string {
    const [cipherCode, payload = ''] = sealed.split('.');
    const bytes = Buffer.from(payload, 'base64url');
    if (cipherCode !== AES_256_GCM || bytes.length < 28) throw new SealBroken();
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(12, 28));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString();
    } catch (cause) {
      throw new SealBroken('a sealed field does not open', { cause });
    }
  }

  /** The same for the same text, so that equal ones can be found without opening them. */
  blindIndex(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
