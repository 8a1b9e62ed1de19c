import { fen } from '@app/common';
import { differences, isSame, saidFirst } from './instrument-history.rules';
import { BLANK_DRAFT, type InstrumentDraft } from './record/instrument-draft';

const draft: InstrumentDraft = {
  ...BLANK_DRAFT,
  nameZh: '能谱仪',
  fundingClasses: ['own', 'fiscal_local'],
  contactPhone: '0573-83640000',
};

describe('differences', () => {
  it('tells each field with what it was and is, in the order of the fields', () => {
    const after = { ...draft, originalValueFen: fen(30_000_000), nameZh: '电子能谱仪' };
    expect(differences(draft, { ...after, serialNumber: 'SN-1' })).toEqual([
      { field: 'nameZh', from: '能谱仪', to: '电子能谱仪' },
      { field: 'serialNumber', from: null, to: 'SN-1' },
      { field: 'originalValueFen', from: 0, to: 30_000_000 },
    ]);
  });

  it('keeps no value of a contact', () => {
    const after = { ...draft, contactPhone: '0573-83641111', contactName: '王晓' };
    expect(differences(draft, after)).toEqual([
      { field: 'contactName', withheld: true },
      { field: 'contactPhone', withheld: true },
    ]);
  });

  it('takes lists for sets', () => {
    expect(differences(draft, { ...draft, fundingClasses: ['fiscal_local', 'own'] })).toEqual([]);
    expect(differences(draft, { ...draft, fundingClasses: ['own'] })).toMatchObject([
      { field: 'fundingClasses', to: ['own'] },
    ]);
  });
});

describe('saidFirst', () => {
  it('tells what a first description says, with nothing before it', () => {
    expect(saidFirst(draft)).toEqual([
      { field: 'nameZh', from: null, to: '能谱仪' },
      { field: 'fundingClasses', from: null, to: ['own', 'fiscal_local'] },
      { field: 'contactPhone', withheld: true },
    ]);
  });
});

describe('isSame', () => {
  it('compares declarations by what they say, whatever the order of their parts', () => {
    expect(isSame({ itemNumber: '01', formName: 'A' }, { formName: 'A', itemNumber: '01' })).toBe(
      true,
    );
    expect(isSame({ itemNumber: '01' }, { itemNumber: '02' })).toBe(false);
    expect(isSame(null, undefined)).toBe(false);
  });
});
