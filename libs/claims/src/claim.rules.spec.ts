import { fen } from '@app/common';
import { type EvidenceFacts, findEvidenceProblems, normaliseInvoiceKey } from './claim.rules';

const invoice = {
  code: '',
  number: '24332000000012345678',
  issuedOn: '2026-06-01',
  amountFen: fen(10_000),
};

/** Papers that carry a claim for a fee of 100 yuan, half of it own money, changed in what a case is about. */
const papers = (change: Partial<EvidenceFacts> = {}): EvidenceFacts => ({
  invoices: [invoice],
  paymentProof: { paidOn: '2026-06-02', amountFen: fen(5_000) },
  paymentMode: 'reimburse',
  actualFen: fen(10_000),
  ownFen: fen(5_000),
  today: '2026-06-02',
  ...change,
});

describe('findEvidenceProblems', () => {
  it.each<[string, Partial<EvidenceFacts>, string[]]>([
    ['good papers', {}, []],
    [
      'several invoices that make the fee',
      {
        invoices: [
          { ...invoice, amountFen: fen(4_000) },
          { ...invoice, number: '2', amountFen: fen(6_000) },
        ],
      },
      [],
    ],
    ['an invoice above the fee', { invoices: [{ ...invoice, amountFen: fen(90_000) }] }, []],
    [
      'invoices a fen below the fee',
      { invoices: [{ ...invoice, amountFen: fen(9_999) }] },
      ['/invoices invoices-below-fee'],
    ],
    [
      'an invoice listed twice',
      { invoices: [invoice, invoice] },
      ['/invoices/1/number invoice-repeated'],
    ],
    [
      'one number under two codes',
      {
        invoices: [
          { ...invoice, code: '3300', number: '1' },
          { ...invoice, code: '3301', number: '1' },
        ],
      },
      [],
    ],
    [
      'a code beside a number of 20 digits',
      { invoices: [{ ...invoice, code: '3300' }] },
      ['/invoices/0/code invoice-code-not-expected'],
    ],
    [
      'an invoice of tomorrow',
      { invoices: [{ ...invoice, issuedOn: '2026-06-03' }] },
      ['/invoices/0/issuedOn date-in-future'],
    ],
    ['no proof of payment', { paymentProof: null }, ['/paymentProof payment-proof-missing']],
    ['no proof where the provider is paid', { paymentProof: null, paymentMode: 'deduct' }, []],
    [
      'a payment a fen below the own part',
      { paymentProof: { paidOn: '2026-06-02', amountFen: fen(4_999) } },
      ['/paymentProof/amountFen payment-below-own-part'],
    ],
    [
      'a payment of the whole fee',
      { paymentProof: { paidOn: '2026-06-02', amountFen: fen(10_000) } },
      [],
    ],
    [
      'a payment of tomorrow',
      { paymentProof: { paidOn: '2026-06-03', amountFen: fen(5_000) } },
      ['/paymentProof/paidOn date-in-future'],
    ],
    [
      'everything at once',
      { invoices: [{ ...invoice, amountFen: fen(1) }], paymentProof: null },
      ['/invoices invoices-below-fee', '/paymentProof payment-proof-missing'],
    ],
  ])('%s', (_, change, expected) => {
    const found = findEvidenceProblems(papers(change)).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );
    expect(found).toEqual(expected);
  });
});

describe('normaliseInvoiceKey', () => {
  it.each([
    ['１２３４ 5678', '12345678'],
    [' ab12 ', 'AB12'],
    ['12\u00a034', '1234'],
    ['', ''],
  ])('writes %j as %j', (typed, kept) => {
    expect(normaliseInvoiceKey(typed)).toBe(kept);
  });
});
