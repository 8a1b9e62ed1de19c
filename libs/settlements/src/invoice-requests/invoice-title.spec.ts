import { taxNumberProblem, titleProblems } from './invoice-title.rules';

const OWN = '91330402MA2B8KJH0G';
const TITLE = { title: '某某公司', taxNumber: OWN };
const ACCOUNT = { address: '某路 1 号', phone: '0573-1', bankName: '某行', bankAccount: '1' };

describe('whom an invoice is made out to', () => {
  it('needs a name and the organisation’s own tax number', () => {
    expect(titleProblems('ordinary', TITLE, OWN)).toEqual([]);
    expect(titleProblems('ordinary', {}, OWN).map(({ pointer }) => pointer)).toEqual([
      ...['/title', '/taxNumber'],
    ]);
  });

  it('needs the account of the buyer as well for a special one', () => {
    expect(titleProblems('special', { ...TITLE, ...ACCOUNT }, OWN)).toEqual([]);
    expect(
      titleProblems('special', { ...TITLE, phone: '1', bankName: null }, OWN).map(
        ({ pointer, code }) => [pointer, code],
      ),
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
