import { taxNumberProblem, titleProblems } from './invoice-title.rules';

const OWN = '91330402MA2B8KJH0G';
const NOTHING = { address: null, phone: null, bankName: null, bankAccount: null, email: null };
const TITLE = { title: '某某公司', taxNumber: OWN, ...NOTHING };
const ACCOUNT = { address: '某路 1 号', phone: '0573-1', bankName: '某行', bankAccount: '1' };

describe('whom an invoice is made out to', () => {
  it('needs the account of the buyer for a special invoice, and for no other', () => {
    expect(titleProblems('ordinary', TITLE)).toEqual([]);
    expect(titleProblems('special', { ...TITLE, ...ACCOUNT })).toEqual([]);
    expect(
      titleProblems('special', { ...TITLE, phone: '1' }).map(({ pointer, code }) => [
        pointer,
        code,
      ]),
    ).toEqual(['/address', '/bankName', '/bankAccount'].map((pointer) => [pointer, 'required']));
  });

  it.each([
    [OWN, undefined],
    [' 91330402ma2b8kjh0g ', undefined],
    ['９１３３０４０２ＭＡ２Ｂ８ＫＪＨ０Ｇ', undefined],
    ['91330402MA2B8KJH0', 'tax-number-invalid'],
    ['91330402MA2B8KJHOG', 'tax-number-invalid'],
    ['91330402MA2B8KJH01', 'tax-number-invalid'],
    ['91330000142912345J', 'tax-number-invalid'],
    ['911100001000000134', 'tax-number-of-another'],
  ])('the tax number %s', (typed, code) => {
    expect(taxNumberProblem(typed, OWN)?.code).toBe(code);
  });
});
