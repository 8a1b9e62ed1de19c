import { Inject, Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { ConfigurationError, type Environment, FieldCipher } from '@app/common';
import { Outbound, OutboundRefused } from '@app/http';

/** What the sender of messages must know. */
export type WebhookSettings = Pick<Environment, 'outboundPrivateHosts' | 'publicUrl' | 'secretKey'>;

/** Injection token of {@link WebhookSettings}. */
export const WEBHOOK_SETTINGS = 'WEBHOOK_SETTINGS';

const TIMEOUT_MS = 15_000;
const ANSWER_LIMIT_BYTES = 65_536;

/** A message as it leaves. */
export interface WebhookMessage {
  id: string;
  url: string;
  /** One, or two while a secret is being changed. */
  secrets: readonly string[];
  body: string;
}

/** What the other side made of a message; without a status it was not reached. */
export type WebhookAnswer = { status: number } | { status: null; error: 'no-answer' | 'refused' };

/** Signs messages and sends them, each to one address and no other. */
@Injectable()
export class WebhookSender {
  private readonly cipher: FieldCipher;

  constructor(@Inject(WEBHOOK_SETTINGS) private readonly settings: WebhookSettings) {
    this.cipher = new FieldCipher(settings.secretKey, 'webhook-secret');
  }

  /** Address in our API of what an event is about, for who wants to know more than the message tells. */
  addressOf(event: string, objectId: string): string {
    const base = this.settings.publicUrl ?? 'http://localhost:3000';
    const list = event.startsWith('order.') ? 'orders' : 'reservations';
    return new URL(`/api/v1/${list}/${objectId}`, base).href;
  }

  seal(secret: string, endpointId: string): string {
    return this.cipher.seal(secret, endpointId);
  }

  open(sealed: string, endpointId: string): string {
    return this.cipher.open(sealed, endpointId);
  }

  /** Whether messages may be sent there at all; what its name leads to is judged each time. */
  isAllowed(url: string): boolean {
    if (!URL.canParse(url)) return false;
    const { username, password } = new URL(url);
    if (username || password) return false;
    try {
      void this.outboundTo(url).close();
      return true;
    } catch (error) {
      if (error instanceof ConfigurationError) return false;
      throw error;
    }
  }

  /** Sends a message once, with the time of now in its signature. */
  async send({ id, url, secrets, body }: WebhookMessage): Promise<WebhookAnswer> {
    const at = new Date();
    const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body));
    const outbound = this.outboundTo(url);
    try {
      const { status } = await outbound.fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': signatures.join(' '),
        },
        body,
      });
      return { status };
    } catch (error) {
      return { status: null, error: isRefused(error) ? 'refused' : 'no-answer' };
    } finally {
      await outbound.close();
    }
  }

  private outboundTo(url: string): Outbound {
    return new Outbound({
      ...{ peers: [url], privateHosts: this.settings.outboundPrivateHosts },
      ...{ timeoutMs: TIMEOUT_MS, answerLimitBytes: ANSWER_LIMIT_BYTES, connections: 1 },
    });
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof OutboundRefused ||
  (error instanceof Error && error.cause instanceof OutboundRefused);
