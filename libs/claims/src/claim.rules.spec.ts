import { fen } from '@app/common';
import { type EvidenceFacts, findEvidenceProblems, normaliseInvoiceKey } from './claim.rules';

const invoice = {
  code: '',
  number: '24332000000012345678',
  issuedOn: '2026-06-01',
  amountFen: fen(10_000),
  usedFen: fen(10_000),
};
/** The invoice over another amount, all of it for the order unless told. */
const over = (amount: number, used = amount) => ({
  ...{ ...invoice, amountFen: fen(amount), usedFen: fen(used) },
});

/** Papers that carry a claim for a fee of 100 yuan, half of it own money, changed in what a case is about. */
const papers = (change: Partial<EvidenceFacts> = {}): EvidenceFacts => ({
  invoices: [invoice],
  paymentProof: { paidOn: '2026-06-02', amountFen: fen(5_000) },
  paymentMode: 'reimburse',
  actualFen: fen(10_000),
  ownFen: fen(5_000),
  missingPapers: [],
  today: '2026-06-02',
  ...change,
});

describe('findEvidenceProblems', () => {
  it.each<[string, Partial<EvidenceFacts>, string[]]>([
    ['good papers', {}, []],
    [
      'several invoices that make the fee',
      {
        invoices: [over(4_000), { ...over(6_000), number: '2' }],
      },
      [],
    ],
    [
      'a filed service without its papers',
      { missingPapers: ['contract', 'report'] },
      ['/orderId contract-missing', '/orderId report-missing'],
    ],
    ['an invoice above the fee', { invoices: [over(90_000)] }, []],
    ['the part of an invoice of many orders', { invoices: [over(90_000, 10_000)] }, []],
    [
      'a part below the fee, however much the invoice is over',
      { invoices: [over(90_000, 9_999)] },
      ['/invoices invoices-below-fee'],
    ],
    [
      'more than the invoice is over',
      { invoices: [over(10_000, 10_001)] },
      ['/invoices/0/usedFen used-above-amount'],
    ],
    ['invoices a fen below the fee', { invoices: [over(9_999)] }, ['/invoices invoices-below-fee']],
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
      { invoices: [over(1)], paymentProof: null },
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
