import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FieldCipher } from '@app/common';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../identity.settings';
import type { IdentityProvider } from './identity-provider';
import { SignInFlowEnded } from './sign-in.errors';

/** Long enough to find a telephone, in minutes. */
export const FLOW_MINUTES = 10;

/** A flow that was begun. */
export interface BegunFlow {
  redirectTo: string;
  /** For a cookie of the browser that leaves. */
  browserToken: string;
}

/** A flow whose browser came back. */
export interface TakenFlow {
  memory: string;
  /** Who is linking an identity; null for a sign-in. */
  userId: string | null;
}

interface FlowRow {
  provider: string;
  browser_hash: Buffer;
  sealed_secrets: string;
  user_id: string | null;
  live: boolean;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Sign-ins that are away at an issuer. A flow is known by its state, belongs to one browser and is taken up once,
 * whatever comes of it.
 */
@Injectable()
export class SignInFlows {
  private readonly cipher: FieldCipher;

  constructor(
    private readonly db: DataSource,
    @Inject(IDENTITY_SETTINGS) settings: IdentitySettings,
  ) {
    this.cipher = new FieldCipher(settings.secretKey, 'sign-in flows');
  }

  /** @param userId who is linking an identity; null for a sign-in */
  async begin(provider: IdentityProvider, userId: string | null): Promise<BegunFlow> {
    const state = randomBytes(32).toString('base64url');
    const browserToken = randomBytes(32).toString('base64url');
    const { redirectTo, memory } = await provider.start(state);
    const stateHash = hashOf(state);
    const sealed = this.cipher.seal(memory, stateHash.toString('hex'));
    await this.db.query(
      `INSERT INTO sign_in_flow (state_hash, provider, browser_hash, sealed_secrets, user_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, app_now() + make_interval(mins => $6))`,
      [stateHash, provider.name, hashOf(browserToken), sealed, userId, FLOW_MINUTES],
    );
    return { redirectTo, browserToken };
  }

  /** @throws SignInFlowEnded alike for whatever does not fit */
  async take(provider: string, state: string, browserToken: string): Promise<TakenFlow> {
    const stateHash = hashOf(state);
    const [rows]: [FlowRow[], number] = await this.db.query(
      `DELETE FROM sign_in_flow WHERE state_hash = $1
       RETURNING provider, browser_hash, sealed_secrets, user_id, expires_at > app_now() AS live`,
      [stateHash],
    );
    const [flow] = rows;
    const fits =
      flow?.live &&
      flow.provider === provider &&
      timingSafeEqual(flow.browser_hash, hashOf(browserToken));
    if (!fits) throw new SignInFlowEnded();
    return {
      memory: this.cipher.open(flow.sealed_secrets, stateHash.toString('hex')),
      userId: flow.user_id,
    };
  }
}
