import { Webhook } from 'standardwebhooks';
import { ConfigurationError, type SmsSettings } from '@app/common';
import type { Outbound } from '@app/http';
import { Channel, ChannelFailed, type Message } from './channel';

/** Statuses by which a gateway says that this message is wrong, whenever it comes. */
const WRONG: readonly number[] = [400, 404, 410, 422];

/**
 * Text messages through a gateway that takes `{id, phone, signature, content}` as JSON by POST, signed as Standard
 * Webhooks are, and answers 2xx for what it took. A provider with an interface of its own is reached through a bridge.
 */
export class SmsGateway extends Channel {
  private readonly signer: Webhook;

  /** @throws ConfigurationError for a secret that is no base64 */
  constructor(
    private readonly settings: SmsSettings,
    private readonly outbound: Outbound,
  ) {
    super();
    this.signer = signerOf(settings.secret);
  }

  async send({ id, to, text }: Message): Promise<void> {
    const { url, signature } = this.settings;
    const body = JSON.stringify({ id, phone: to, signature, content: text });
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': this.signer.sign(id, at, body),
    };
    const answer = await this.outbound
      .fetch(url, { method: 'POST', headers, body })
      .catch(() => undefined);
    if (!answer) throw new ChannelFailed('no-answer');
    const { ok, status } = answer;
    if (WRONG.includes(status)) throw new ChannelFailed('address-refused', true);
    if (!ok) throw new ChannelFailed(`status-${status}`);
  }
}

function signerOf(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (cause) {
    throw new ConfigurationError('SMS_SECRET is no base64; write whsec_ and 32 random bytes.', {
      cause,
    });
  }
}
