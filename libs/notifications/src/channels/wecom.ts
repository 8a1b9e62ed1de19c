import type { WeComSettings } from '@app/common';
import type { Outbound } from '@app/http';
import { Channel, ChannelFailed, type Message } from './channel';

/** Codes by which an access token is no longer taken. Source: WeCom, 全局错误码 40014 and 42001. */
const TOKEN_OVER: readonly number[] = [40014, 42001];
/** The receiver is unknown, or may not see the application. Source: WeCom, 全局错误码 40003, 60111 and 81013. */
const NOBODY: readonly number[] = [40003, 60111, 81013];
/** The longest content of a text message. Source: WeCom, 发送应用消息, 文本消息. */
const MOST_BYTES = 2048;
/** The same message is not shown twice in this time, however often it is sent. */
const REPEATED_SECONDS = 1_800;
/** A token is given up before its end, so that none ends on its way. */
const MARGIN_SECONDS = 300;

interface Token {
  text: string;
  /** By the clock of this process, in milliseconds that only grow. */
  until: number;
}

interface Answer {
  errcode: number;
  invaliduser?: string;
}

/** Messages of an application of WeCom (企业微信), each to one member of the company. */
export class WeCom extends Channel {
  /** One for all who send at the same time. */
  private token: Promise<Token> | undefined;

  constructor(
    private readonly settings: WeComSettings,
    private readonly outbound: Outbound,
  ) {
    super();
  }

  async send({ to, subject, text }: Message): Promise<void> {
    const body = JSON.stringify({
      ...{ touser: to, msgtype: 'text', agentid: this.settings.agentId },
      text: { content: cutToBytes(`${subject}\n\n${text}`, MOST_BYTES) },
      ...{ enable_duplicate_check: 1, duplicate_check_interval: REPEATED_SECONDS },
    });
    const token = await this.takeToken();
    let answer = await this.post(token, body);
    if (TOKEN_OVER.includes(answer.errcode)) {
      answer = await this.post(await this.takeToken(token), body);
    }
    const { errcode, invaliduser = '' } = answer;
    if (NOBODY.includes(errcode) || invaliduser !== '')
      throw new ChannelFailed('address-refused', true);
    if (errcode !== 0) throw new ChannelFailed(`errcode-${errcode}`);
  }

  /** The token in force; one call asks for all who need another. @param over a token that was refused */
  private async takeToken(over?: Token): Promise<Token> {
    const asked = this.token;
    const held = await asked?.catch(() => undefined);
    if (held && held !== over && held.until > performance.now()) return held;
    const next = this.token === undefined || this.token === asked ? this.askToken() : this.token;
    this.token = next;
    return next;
  }

  private async askToken(): Promise<Token> {
    const { corpId, secret } = this.settings;
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
    const asked = performance.now();
    const answer = await this.call(`/cgi-bin/gettoken?${query.toString()}`, {});
    const { errcode, access_token: text, expires_in: seconds } = answer;
    if (errcode !== 0 || typeof text !== 'string' || typeof seconds !== 'number')
      throw new ChannelFailed(`errcode-${String(errcode)}`);
    return { text, until: asked + (seconds - MARGIN_SECONDS) * 1_000 };
  }

  private async post({ text }: Token, body: string): Promise<Answer> {
    const query = new URLSearchParams({ access_token: text });
    const answer = await this.call(`/cgi-bin/message/send?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { errcode, invaliduser } = answer;
    return {
      errcode: typeof errcode === 'number' ? errcode : -1,
      ...(typeof invaliduser === 'string' && { invaliduser }),
    };
  }

  /** No address of a call is ever told: the secret and the token stand in it. */
  private async call(
    path: string,
    request: Parameters<Outbound['fetch']>[1],
  ): Promise<Record<string, unknown>> {
    const answer = await this.outbound
      .fetch(new URL(path, this.settings.url), request)
      .catch(() => undefined);
    if (!answer) throw new ChannelFailed('no-answer');
    if (!answer.ok) throw new ChannelFailed(`status-${answer.status}`);
    const told: unknown = await answer.json().catch(() => undefined);
    if (typeof told !== 'object' || told === null) throw new ChannelFailed('no-answer');
    return told as Record<string, unknown>;
  }
}

/** The beginning of a text, of so many bytes of UTF-8 at most, in whole characters. */
function cutToBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(most - 3));
  return `${text.slice(0, read)}…`;
}
