import { Injectable } from '@nestjs/common';
import { newId } from '@app/common';
import type { JobContext, JobPayloads, JobProcessor } from '@app/messaging';
import { MailTransport } from './mail-transport';
import { MailWriter } from './mail-writer';

/**
 * Sends what was asked for after commit. A crash between sending and the outbox mark sends it again under the same
 * Message-ID: a mail twice does less harm than none.
 */
@Injectable()
export class SendMailProcessor implements JobProcessor<'send-mail'> {
  readonly job = 'send-mail';

  constructor(
    private readonly writer: MailWriter,
    private readonly transport: MailTransport,
  ) {}

  async process(payload: JobPayloads['send-mail'], { messageId }: JobContext): Promise<void> {
    for (const mail of await this.writer.write(payload, messageId ?? newId())) {
      await this.transport.send(mail);
    }
  }
}
