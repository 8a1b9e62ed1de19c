import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { Channel, type Message } from './channels/channel';

/** A mail as it leaves the system: plain text, one recipient. */
export type Mail = Message;

/** Where mails go. */
export abstract class MailTransport extends Channel {}

/** Mails through an SMTP server. */
export class SmtpTransport extends MailTransport {
  private readonly transporter: Transporter;

  /** @param url `smtps://user:password@host` @param from the sender's address */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    super();
    this.transporter = createTransport({
      url,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      // Nothing of a mail may be fetched from a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: Mail): Promise<void> {
    await this.transporter.sendMail(envelopeOf(mail, this.from));
  }
}

/** Mails as `.eml` files in a directory, where no mail server is configured: a demonstration, or a trial. */
export class FolderTransport extends MailTransport {
  private readonly transporter = createTransport({ streamTransport: true, buffer: true });

  constructor(
    private readonly directory: string,
    private readonly from: string,
  ) {
    super();
  }

  async send(mail: Mail): Promise<void> {
    const { message } = await this.transporter.sendMail(envelopeOf(mail, this.from));
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const file = join(this.directory, `${mail.id}.eml`);
    // Written aside and renamed: whoever watches the folder never reads half a mail.
    await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 });
    await rename(`${file}.part`, file);
  }
}

/** The recipient as an address object: a comma or a line break in it can never become a second recipient or header. */
const envelopeOf = (mail: Mail, from: string): SendMailOptions => ({
  from,
  to: { name: '', address: mail.to },
  subject: mail.subject.replace(/[\r\n]+/g, ' '),
  text: mail.text,
  messageId: `<${mail.id}@jiayi>`,
});
