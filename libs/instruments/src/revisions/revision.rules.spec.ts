import { fen } from '@app/common';
import { BLANK_DRAFT, DRAFT_FIELDS, type InstrumentDraft } from '../record/instrument-draft';
import { isReviewed, REVIEWED_FIELDS } from './reviewed-fields';
import { isSameRevision, movedFields, rebased, revisedDraft, splitChange } from './revision.rules';

const listed: InstrumentDraft = {
  ...BLANK_DRAFT,
  nameZh: '能谱仪',
  model: 'X-1',
  fundingClasses: ['own', 'fiscal_local'],
  originalValueFen: fen(29_999_999),
};

describe('the fields of a record', () => {
  it('apply at once where nobody reviews them', () => {
    expect(DRAFT_FIELDS.filter((field) => !isReviewed(field))).toEqual([
      ...['department', 'carrierKind', 'carrierName', 'subjects', 'services', 'specification'],
      ...['functions', 'serviceContent', 'userNotice', 'achievements', 'postalCode', 'latitude'],
      ...['longitude', 'tags', 'onlineBooking', 'contactName', 'contactPhone', 'contactEmail'],
    ]);
    expect(REVIEWED_FIELDS.filter((field) => !DRAFT_FIELDS.includes(field))).toEqual([]);
  });
});

describe('splitChange', () => {
  it('lets through what nobody reviews and keeps back the rest with what is listed', () => {
    const sent = { model: 'X-2', tags: ['新'], serialNumber: 'SN-1' };
    const { applied, revised } = splitChange(listed, [], sent);
    expect(applied).toEqual({ ...listed, tags: ['新'] });
    expect(revised).toEqual([
      { field: 'serialNumber', from: null, to: 'SN-1' },
      { field: 'model', from: 'X-1', to: 'X-2' },
    ]);
  });

  it('adds to what is open, and takes out what is wanted as it is listed', () => {
    const open = [
      { field: 'model' as const, from: 'X-1', to: 'X-2' },
      { field: 'nameZh' as const, from: '能谱仪', to: '电子能谱仪' },
    ];
    const sent = { model: 'X-1', uses: ['medical' as const] };
    expect(splitChange(listed, open, sent).revised).toEqual([
      open[1],
      { field: 'uses', from: ['research'], to: ['medical'] },
    ]);
  });

  it('finds nothing in a form that is sent as it was read', () => {
    const { applied, revised } = splitChange(listed, [], {
      ...listed,
      fundingClasses: ['fiscal_local', 'own'],
      nameEn: null,
    });
    expect([applied, revised]).toEqual([listed, []]);
  });
});

describe('a revision', () => {
  const revision = [{ field: 'model' as const, from: 'X-1', to: 'X-2' }];

  it('changes its fields and no other', () => {
    expect(revisedDraft(listed, revision)).toEqual({ ...listed, model: 'X-2' });
  });

  it('names what moved under it, until it is told from what is listed now', () => {
    const now = { ...listed, model: 'X-9' };
    expect(movedFields(listed, revision)).toEqual([]);
    expect(movedFields(now, revision)).toEqual(['model']);
    expect(rebased(now, revision)).toEqual([{ field: 'model', from: 'X-9', to: 'X-2' }]);
  });

  it('is the same when it wants the same', () => {
    const other = { field: 'model' as const, from: 'other', to: 'X-2' };
    expect(isSameRevision(revision, [other])).toBe(true);
    expect(isSameRevision(revision, [{ ...other, to: 'X-3' }])).toBe(false);
    expect(isSameRevision(revision, [])).toBe(false);
    expect(isSameRevision([{ field: 'nameEn', from: 'A', to: null }], [])).toBe(false);
  });
});
