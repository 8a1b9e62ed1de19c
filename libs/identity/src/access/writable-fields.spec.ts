import { type AccessRow, any, ours, when } from './access-row';
import type { Relation } from './relations';
import type { ActingRole } from './roles';
import { unwritableFields } from './writable-fields';

const row: AccessRow = {
  object: 'organisation',
  who: [ours('enterprise_admin'), any('bureau_admin')],
  writes: {
    creditCode: [any('bureau_admin')],
    regionCode: [any('bureau_admin'), when(['enterprise_admin'], 'own')],
  },
};

const unwritable = (
  role: ActingRole,
  body: unknown,
  relations: readonly Relation[] = ['organisation'],
): string[] => unwritableFields(row, [role], new Set(relations), body);

describe('#3 the properties that a caller may not send', () => {
  it('are those the row keeps for others', () => {
    const body = { nameZh: '甲', creditCode: '1', regionCode: '330402' };
    expect(unwritable('enterprise_admin', body)).toEqual(['creditCode', 'regionCode']);
    expect(unwritable('enterprise_admin', body, ['organisation', 'own'])).toEqual(['creditCode']);
    expect(unwritable('bureau_admin', body, ['other'])).toEqual([]);
  });

  it('count also when they are sent to be emptied, and not when they are left out', () => {
    expect(unwritable('enterprise_admin', { creditCode: null })).toEqual(['creditCode']);
    expect(unwritable('enterprise_admin', { nameZh: '甲' })).toEqual([]);
  });

  it('are found in bodies only', () => {
    expect(unwritable('enterprise_admin', undefined)).toEqual([]);
    expect(unwritable('enterprise_admin', 'creditCode')).toEqual([]);
    expect(unwritableFields({ who: 'signed-in' }, [], undefined, { creditCode: '1' })).toEqual([]);
  });
});
