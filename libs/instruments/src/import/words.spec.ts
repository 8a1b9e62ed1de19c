import {
  isClassified,
  readAcquisition,
  readCarrierKind,
  readDegrees,
  readEmail,
  readInstrumentType,
  readPostalCode,
  readServices,
  readSubjects,
  readTags,
  readUnits,
  readUses,
  readYesNo,
} from './words';

describe('words of closed lists', () => {
  it.each([
    [readAcquisition, '政府采购', 'purchased'],
    [readAcquisition, '自行研制', 'developed'],
    [readAcquisition, '接受捐赠', 'donated'],
    [readInstrumentType, '通用', 'general'],
    [readInstrumentType, '专用仪器', 'special'],
    [readCarrierKind, '无', 'none'],
    [readCarrierKind, '6', 'state_key_laboratory'],
    [readCarrierKind, '国家工程技术中心', 'engineering_centre'],
    [readUses, '科研、检测', ['research', 'testing']],
    [readUses, '临床医疗', ['medical']],
    [readServices, '上机/送样', ['slot', 'sample']],
    [readSubjects, '材料科学、化学工程；150', ['430', '530', '150']],
    [readSubjects, '畜牧、兽医科学', ['230']],
    [readSubjects, '15025，43010', ['150', '430']],
    [readYesNo, '是', true],
    [readYesNo, '否', false],
    [readPostalCode, '314001', '314001'],
    [readPostalCode, '10010', '010010'],
    [readEmail, ' wang@example.cn ', 'wang@example.cn'],
    [readDegrees(180), '120.755', 120.755],
    [readDegrees(180), '东经120.755°', 120.755],
    [readDegrees(90), '30.75N', 30.75],
    [readTags, '显微、形貌、显微', ['显微', '形貌']],
    [readUnits, '4个', 4],
  ])('%p reads %j as %j', (reader, text, value) => {
    expect(reader(text)).toEqual({ value });
  });

  it.each([
    [readAcquisition, '不详'],
    [readInstrumentType, '大型'],
    [readUses, '科研、装饰'],
    [readServices, '电话'],
    [readSubjects, '炼金术'],
    [readSubjects, '999'],
    [readYesNo, '也许'],
    [readPostalCode, '3140'],
    [readEmail, 'wang'],
    [readDegrees(90), '120.755'],
    [readDegrees(180), '一百二十度'],
    [readTags, Array.from({ length: 21 }, (_, index) => `标签${index}`).join('、')],
    [readUnits, '0'],
    [readUnits, '2.5'],
  ])('%p does not understand %j, and says what it knows', (reader, text) => {
    expect(reader(text)).toMatchObject({ fault: { code: 'not-understood' } });
  });

  it('takes the first four of more subjects, and says so', () => {
    expect(readSubjects('数学、力学、物理学、化学、天文学')).toMatchObject({
      value: ['110', '130', '140', '150'],
      remark: { code: 'more-than-four-subjects' },
    });
  });

  it.each(['秘密', '机密', '绝密', '是', '涉密', '工作秘密'])('%j is classified', (text) => {
    expect(isClassified(text)).toBe(true);
  });

  it.each(['', '否', '公开', '非密', '不涉密', '内部'])('%j is not classified', (text) => {
    expect(isClassified(text)).toBe(false);
  });
});
