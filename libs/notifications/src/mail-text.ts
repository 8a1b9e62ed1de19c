/** What a mail may say; empty where it does not apply. */
export interface MailFacts {
  organisation: string;
  reason: string;
  instrument: string;
  /** Civil date. */
  endsOn: string;
  /** Civil minute, `2026-11-27 09:00`. */
  startsAt: string;
  endsAt: string;
  /** Civil minute by which an answer was promised. */
  respondBy: string;
  /** The organisation on the other side from whoever reads. */
  other: string;
  /** Of the order it is about, as said on the phone. */
  orderNumber: string;
  /** Of the statement it is about, as said on the phone. */
  statementNumber: string;
  /** Yuan, `1,234.50`. */
  amount: string;
  /** How many messages wait to be read. */
  unread: string;
  /** The page to open, with the one-time link where there is one. */
  address: string;
}

/** What a mail says. */
export interface MailText {
  subject: string;
  text: string;
}

/** Both languages in one mail: who reads it has not told which. */
export const mail = (subject: string, zh: string[], en: string[]): MailText => ({
  subject: `嘉仪 Jiayi · ${subject}`,
  text: [...zh, '', '——', '', ...en, ''].join('\n'),
});
