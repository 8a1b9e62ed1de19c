import type { DataSource } from 'typeorm';
import { Outbox } from '@app/messaging';
import { Channels } from '../channels/channels';
import type { Mail } from '../mail-transport';
import { mailsOf, MailWriter } from '../mail-writer';
import { OrderNewsProcessor } from '../order-news/order-news.processor';
import { ReservationNewsProcessor } from '../reservation-news/reservation-news.processor';

/** Does what the relay would bring to the worker, and tells which mails come of it. */
export class NewsDesk {
  private readonly writer: MailWriter;

  constructor(private readonly db: DataSource) {
    const settings = {
      ...{ smtpUrl: undefined, mailFrom: 'jiayi@example.test', dataDirectory: '' },
      publicUrl: 'https://jiayi.example.test',
      secretKey: 'a secret of at least 32 characters',
    };
    const off = new Channels({ sms: undefined, weCom: undefined, outboundPrivateHosts: [] });
    this.writer = new MailWriter(db, settings, off);
  }

  /** Empties the outbox, works, and writes the mails of what the work left there, in its order. */
  async after(work: () => Promise<unknown>): Promise<Mail[]> {
    await this.db.query('DELETE FROM outbox_message');
    await work();
    await this.tell();
    return this.mails();
  }

  /** Decides who is told of the steps that lie in the outbox. */
  async tell(): Promise<void> {
    const reservations = new ReservationNewsProcessor(this.db, new Outbox());
    const orders = new OrderNewsProcessor(this.db, new Outbox());
    const due: { id: string; job: string; payload: { changeId: string } }[] = await this.db.query(
      `SELECT id, job, payload FROM outbox_message WHERE job IN ($1, $2) ORDER BY id`,
      [reservations.job, orders.job],
    );
    for (const { id, job, payload } of due)
      await (job === orders.job ? orders : reservations).process(payload, {
        ...{ messageId: id, attempt: 1, done: () => Promise.resolve() },
      });
  }

  /** The mails that lie in the outbox, also those of later. */
  async mails(): Promise<Mail[]> {
    const wanted: { id: string; payload: Parameters<MailWriter['tell']>[0] }[] =
      await this.db.query(
        `SELECT id, payload FROM outbox_message WHERE job = 'send-mail' ORDER BY id`,
      );
    const mails = await Promise.all(
      wanted.map(async ({ id, payload }) => mailsOf(await this.writer.tell(payload), id)),
    );
    return mails.flat();
  }
}
