/**
 * 主要学科领域 by the first two digits of an instrument's category: one to four names, level 1 of GB/T 13745.
 * Our choice, for instruments whose holder named none.
 */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  '01': ['化学', '材料科学'],
  '02': ['材料科学', '物理学'],
  '03': ['工程与技术科学基础学科'],
  '04': ['电子与通信技术'],
  '05': ['地球科学'],
  '06': ['地球科学'],
  '07': ['地球科学'],
  '08': ['天文学'],
  '09': ['临床医学'],
  '10': ['核科学技术'],
  '11': ['工程与技术科学基础学科'],
  '12': ['机械工程'],
  '13': ['计算机科学技术'],
  '14': ['物理学'],
};

const ANY_SUBJECT: readonly string[] = ['工程与技术科学基础学科'];

/** The subjects an instrument of this category is reported under. */
export const subjectsOf = (categoryCode: string): readonly string[] =>
  SUBJECTS[categoryCode.slice(0, 2)] ?? ANY_SUBJECT;
