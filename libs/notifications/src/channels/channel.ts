/** Ways to a person, as a person chooses among them. */
export const CHANNELS = ['mail', 'sms', 'wecom'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** Ways that need an address of their own, proved by a code that is sent there. */
export const PROVED_CHANNELS = ['sms', 'wecom'] as const;
export type ProvedChannel = (typeof PROVED_CHANNELS)[number];

/** What is to be said to one person. */
export interface Message {
  /** The same for every attempt to send the same message, so that the other side can drop a repetition. */
  id: string;
  /** A mail address, a telephone number or a user id, as the channel takes it. */
  to: string;
  subject: string;
  text: string;
}

/** A way to a person: mail, a gateway for text messages, an application of WeCom. */
export abstract class Channel {
  /** @throws ChannelFailed */
  abstract send(message: Message): Promise<void>;
}

/** A message that did not leave; the code says why in words that may be logged and shown. */
export class ChannelFailed extends Error {
  override name = 'ChannelFailed';

  /**
   * @param code `no-answer`, `address-refused`, `status-<n>` or `errcode-<n>`
   * @param isFinal it would be the same the next time
   */
  constructor(
    readonly code: string,
    readonly isFinal = false,
  ) {
    super(`the message was not taken: ${code}`);
  }
}
