import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Environment } from '@app/common';
import { Outbound } from '@app/http';
import type { Channel, ProvedChannel } from './channel';
import { SmsGateway } from './sms-gateway';
import { WeCom } from './wecom';

/** What the ways beside mail must know. */
export type ChannelSettings = Pick<Environment, 'sms' | 'weCom' | 'outboundPrivateHosts'>;

const TIMEOUT_MS = 10_000;
const ANSWER_LIMIT_BYTES = 65_536;

/** The ways beside mail that this deployment has; none unless it is configured. */
@Injectable()
export class Channels implements OnModuleDestroy {
  private readonly channels = new Map<ProvedChannel, Channel>();
  private readonly outbounds: Outbound[] = [];

  /** @throws ConfigurationError for an address that is none, or a secret that is none */
  constructor({ sms, weCom, outboundPrivateHosts: privateHosts }: ChannelSettings) {
    const outboundTo = (peer: string): Outbound => {
      const rules = { timeoutMs: TIMEOUT_MS, answerLimitBytes: ANSWER_LIMIT_BYTES };
      const outbound = new Outbound({ peers: [peer], privateHosts, ...rules });
      this.outbounds.push(outbound);
      return outbound;
    };
    if (sms) this.channels.set('sms', new SmsGateway(sms, outboundTo(sms.url)));
    if (weCom) this.channels.set('wecom', new WeCom(weCom, outboundTo(weCom.url)));
  }

  find(name: ProvedChannel): Channel | undefined {
    return this.channels.get(name);
  }

  has(name: ProvedChannel): boolean {
    return this.channels.has(name);
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.outbounds.map((outbound) => outbound.close()));
  }
}
