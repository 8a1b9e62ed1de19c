import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { deriveKey } from '@app/common';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';

/** A device is forgotten so long after the last sign-in from it. */
export const DEVICE_DAYS = 180;
const DAY_SECONDS = 86_400;

/**
 * Knows the devices from which an account was signed in to, by a cookie and without keeping a list. It opens nothing:
 * all it does is to count that device's failures apart from those of strangers.
 */
@Injectable()
export class KnownDevices {
  private readonly key: Buffer;

  constructor(@Inject(IDENTITY_SETTINGS) settings: IdentitySettings) {
    this.key = deriveKey(settings.secretKey, 'known devices');
  }

  /** A token for the cookie of a device that just signed in; a device known already keeps its name. */
  issue(login: string, device?: string): string {
    const name = device ?? randomBytes(16).toString('base64url');
    const until = Math.floor(Date.now() / 1000) + DEVICE_DAYS * DAY_SECONDS;
    return `${name}.${until}.${this.sign(name, until, login).toString('base64url')}`;
  }

  /** The device's name; undefined for a token of another account, an ended or a made-up one. */
  recognise(token: string | undefined, login: string): string | undefined {
    const [name = '', end = '', signature = ''] = token?.split('.') ?? [];
    const until = Number(end);
    const given = Buffer.from(signature, 'base64url');
    const right = this.sign(name, until, login);
    const genuine = given.length === right.length && timingSafeEqual(given, right);
    return genuine && until > Date.now() / 1000 ? name : undefined;
  }

  private sign(name: string, until: number, login: string): Buffer {
    return createHmac('sha256', this.key).update(`${name}\n${until}\n${login}`).digest();
  }
}
