import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import { type JobContext, type JobPayloads, type JobProcessor, Outbox } from '@app/messaging';
import { planMessages } from './channels/message-plan';
import { MailTransport } from './mail-transport';
import { mailsOf, MailWriter } from './mail-writer';

/**
 * Tells what was asked for after commit: by mail at once, by other ways in a job for each message. A crash between
 * sending and the outbox mark sends a mail again under the same Message-ID: a mail twice does less harm than none.
 */
@Injectable()
export class SendMailProcessor implements JobProcessor<'send-mail'> {
  readonly job = 'send-mail';

  constructor(
    private readonly db: DataSource,
    private readonly outbox: Outbox,
    private readonly writer: MailWriter,
    private readonly transport: MailTransport,
  ) {}

  async process(payload: JobPayloads['send-mail'], { messageId }: JobContext): Promise<void> {
    const id = messageId ?? newId();
    const told = await this.writer.tell(payload);
    // Before the mails: where a mail server is away, what is urgent leaves all the same.
    await inTransaction(this.db, (tx) => planMessages(tx, this.outbox, id, payload, told));
    for (const mail of mailsOf(told, id)) await this.transport.send(mail);
  }
}
