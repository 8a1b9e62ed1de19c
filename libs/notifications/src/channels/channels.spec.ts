import { Webhook } from 'standardwebhooks';
import { ConfigurationError, newId } from '@app/common';
import { ChannelPeer, SMS_SECRET } from '../testing/channel-peer';
import type { Channel, Message, ProvedChannel } from './channel';
import { Channels } from './channels';

let peer: ChannelPeer;
let channels: Channels;

beforeAll(async () => void (peer = await ChannelPeer.start()));
afterAll(() => peer.stop());
beforeEach(() => {
  peer.reset();
  channels = peer.open();
});
afterEach(() => channels.onModuleDestroy());

const messageTo = (to: string, changes: Partial<Message> = {}): Message => ({
  ...{ id: newId(), to, subject: '预约已取消', text: '正文' },
  ...changes,
});
const channelOf = (name: ProvedChannel): Channel => {
  const channel = channels.find(name);
  if (!channel) throw new Error(`${name} is off`);
  return channel;
};
const send = (name: ProvedChannel, message: Message) => channelOf(name).send(message);
const sentBy = () => peer.callsOf('/cgi-bin/message/send');
const tokensAsked = () => peer.callsOf('/cgi-bin/gettoken');

describe('WeCom', () => {
  it('is sent a message for one member, with the token of the application', async () => {
    await send('wecom', messageTo('zhangsan'));
    expect(tokensAsked().map(({ query }) => Object.fromEntries(query))).toEqual([
      { corpid: 'ww-test', corpsecret: 'app-secret' },
    ]);
    const [{ query, json }] = sentBy() as [ReturnType<typeof sentBy>[number]];
    expect(query.get('access_token')).toMatch(/^token-/);
    expect(json).toMatchObject({
      ...{ touser: 'zhangsan', msgtype: 'text', agentid: 1_000_002, enable_duplicate_check: 1 },
      text: { content: '预约已取消\n\n正文' },
    });
  });

  it('gives one token to all who ask at once, and to who comes later', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((to) => send('wecom', messageTo(to))));
    await send('wecom', messageTo('e'));
    expect([tokensAsked().length, sentBy().length]).toEqual([1, 5]);
  });

  it.each([40014, 42001])(
    'is asked for another token when it answers %d, once for all',
    async (errcode) => {
      await send('wecom', messageTo('a'));
      peer.answers = [{ errcode }, { errcode }, { errcode }, {}];
      await Promise.all(['a', 'b', 'c'].map((to) => send('wecom', messageTo(to))));
      expect(tokensAsked()).toHaveLength(2);
      const tokens = sentBy().map(({ query }) => query.get('access_token'));
      expect(new Set(tokens.slice(-3)).size).toBe(1);
      expect(tokens.at(-1)).not.toBe(tokens[0]);
    },
  );

  it('that refuses each token is given up after the second', async () => {
    peer.answers = [{ errcode: 42001 }];
    await expect(send('wecom', messageTo('a'))).rejects.toMatchObject({ code: 'errcode-42001' });
    expect(sentBy()).toHaveLength(2);
  });

  it('gives tokens that are used until shortly before their end', async () => {
    peer.tokenSeconds = 300;
    await send('wecom', messageTo('a'));
    await send('wecom', messageTo('b'));
    expect(tokensAsked()).toHaveLength(2);
  });

  it.each([
    [{ errcode: 81013 }, 'address-refused', true],
    [{ errcode: 60111 }, 'address-refused', true],
    [{ errcode: 0, invaliduser: 'zhangsan' }, 'address-refused', true],
    [{ errcode: 45009 }, 'errcode-45009', false],
    [{ errcode: -1 }, 'errcode--1', false],
    [{ status: 502 }, 'status-502', false],
  ])('that answers %j fails as %s, finally: %s', async (answer, code, isFinal) => {
    peer.answers = [answer];
    await expect(send('wecom', messageTo('a'))).rejects.toMatchObject({ code, isFinal });
  });

  it('is sent at most 2048 bytes, in whole characters', async () => {
    await send('wecom', messageTo('a', { text: '电镜🔬'.repeat(500) }));
    const { content } = sentBy()[0]?.json.text as { content: string };
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
    expect(Buffer.byteLength(content)).toBeGreaterThan(2000);
    expect(Buffer.from(content).toString()).toBe(content);
  });
});

describe('the gateway for text messages', () => {
  it('is sent number, name and content, signed as Standard Webhooks are', async () => {
    const message = messageTo('13812341234');
    await send('sms', message);
    const [{ headers, body }] = peer.arrived as [(typeof peer.arrived)[number]];
    const told = new Webhook(SMS_SECRET).verify(body, headers as Record<string, string>);
    expect(told).toEqual({
      ...{ id: message.id, phone: '13812341234', signature: '嘉仪', content: '正文' },
    });
    expect(headers['webhook-id']).toBe(message.id);
  });

  it.each([
    [422, 'address-refused', true],
    [401, 'status-401', false],
    [429, 'status-429', false],
    [503, 'status-503', false],
  ])('that answers %d fails as %s, finally: %s', async (status, code, isFinal) => {
    peer.answers = [{ status }];
    await expect(send('sms', messageTo('13812341234'))).rejects.toMatchObject({ code, isFinal });
  });
});

it.each(['sms', 'wecom'] as const)(
  '%s that nobody answers fails, to be tried again',
  async (name) => {
    await channels.onModuleDestroy();
    channels = new Channels({
      sms: { url: 'http://127.0.0.1:1/sms', secret: SMS_SECRET, signature: '嘉仪' },
      weCom: { url: 'http://127.0.0.1:1', corpId: 'ww', agentId: 1, secret: 'secret' },
      outboundPrivateHosts: ['127.0.0.1'],
    });
    await expect(send(name, messageTo('a'))).rejects.toMatchObject({
      ...{ code: 'no-answer', isFinal: false },
    });
  },
);

it('nothing is sent where nothing is configured, and a bad secret stops the start', () => {
  const off = new Channels({ sms: undefined, weCom: undefined, outboundPrivateHosts: [] });
  expect([off.has('sms'), off.has('wecom')]).toEqual([false, false]);
  const sms = { url: 'https://sms.example.test', secret: '%%%', signature: '嘉仪' };
  expect(() => new Channels({ sms, weCom: undefined, outboundPrivateHosts: [] })).toThrow(
    ConfigurationError,
  );
});
