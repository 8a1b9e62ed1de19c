import { type AccessRow, any, type Grant, ours, when } from '../access-row';
import { LAB_STAFF, LOCAL_REVIEWERS, READERS } from './roles';

/** Everybody reads what is published; its holder, its county and the bureau also what is not. */
export const READ_INSTRUMENT: readonly Grant[] = [
  when([...LAB_STAFF, 'holder_admin'], 'organisation', 'published'),
  when([...LOCAL_REVIEWERS], 'jurisdiction', 'published'),
  when(
    ['enterprise_member', 'enterprise_admin', 'measure_reporter', 'measure_reviewer', 'delegate'],
    'published',
  ),
  when(['platform_service', 'security_admin'], 'organisation', 'published'),
  any(...READERS),
];
/** What was done to it and what is on its way, for its holder and its reviewers. */
const READ_FILE: readonly Grant[] = [
  ours(...LAB_STAFF, 'holder_admin', 'platform_service'),
  when([...LOCAL_REVIEWERS], 'jurisdiction'),
  any(...READERS),
];
/** What an instrument is, from the ledger to its disposal: the laboratory and the asset department (资产管理部门). */
const REGISTER: readonly Grant[] = [ours('lab_manager', 'holder_admin')];
/** When it may be used and for how much: the laboratory alone. */
const SET_TERMS: readonly Grant[] = [ours('lab_manager')];
/** Everybody who can have a step in a review; whose turn it is, is the review's matter. */
const REVIEW: readonly Grant[] = [
  any('bureau_reviewer'),
  when([...LOCAL_REVIEWERS], 'jurisdiction'),
  ours('holder_admin'),
];
/** Who paid, in papers: for the holder's register and those who judge the duty to share. */
const EVIDENCE: readonly Grant[] = [
  ...REGISTER,
  when([...LOCAL_REVIEWERS], 'jurisdiction'),
  any(...READERS),
];
const RUNS: readonly Grant[] = [...REGISTER, any(...READERS)];

const file = { object: 'instrument', who: READ_FILE } satisfies AccessRow;
const review = { object: 'instrument', who: REVIEW } satisfies AccessRow;
const read = { object: 'instrument', who: READ_INSTRUMENT } satisfies AccessRow;
const manage = { object: 'instrument', who: REGISTER } satisfies AccessRow;
const setTerms = { object: 'instrument', who: SET_TERMS } satisfies AccessRow;

/** The registry: records, terms of use and the import of asset ledgers. */
export const INSTRUMENTS_POLICY = {
  'categories.list': { who: 'signed-in' },
  'instruments.create': { who: REGISTER },
  'instruments.list': { who: 'signed-in' },
  'instrumentExport.download': { who: 'signed-in' },
  'instrumentFacets.count': { who: 'signed-in' },
  'instruments.get': read,
  'instruments.update': manage,
  'instruments.submit': manage,
  'instruments.approve': review,
  'instruments.sendBack': review,
  'instruments.suspend': manage,
  'instruments.resume': manage,
  'instruments.retire': manage,
  'instruments.putOpeningHours': setTerms,
  'instruments.getOpeningHours': read,
  'instruments.putBookingPolicy': setTerms,
  'instruments.getBookingPolicy': read,
  'instruments.deleteBookingPolicy': setTerms,
  'instruments.putFeeSchedule': setTerms,
  'instruments.getFeeSchedule': read,
  'instrumentFiles.list': read,
  'instrumentFiles.attach': manage,
  'instrumentFiles.content': read,
  'instrumentFiles.detach': manage,
  'sharedResources.list': { who: RUNS },
  'sharedResources.create': { who: REGISTER },
  'userGroups.list': { who: REGISTER },
  'userGroups.create': { who: REGISTER },
  'userGroups.put': { object: 'user-group', who: REGISTER },
  'userGroups.remove': { object: 'user-group', who: REGISTER },
  'userGroups.members': { object: 'user-group', who: REGISTER },
  'userGroups.addMember': { object: 'user-group', who: REGISTER },
  'userGroups.removeMember': { object: 'user-group', who: REGISTER },
  'labs.list': { who: RUNS },
  'labs.create': { who: REGISTER },
  'labs.put': { object: 'lab', who: REGISTER },
  'labs.remove': { object: 'lab', who: REGISTER },
  'instrumentLab.put': manage,
  'instrumentResources.list': { object: 'instrument', who: EVIDENCE },
  'instrumentResources.put': manage,
  'instrumentEvidence.list': { object: 'instrument', who: EVIDENCE },
  'instrumentEvidence.attach': manage,
  'instrumentEvidence.content': { object: 'instrument', who: EVIDENCE },
  'instrumentEvidence.detach': manage,
  'instrumentHistory.list': file,
  'openRevisions.list': { who: READ_FILE },
  'revisions.get': file,
  'revisions.submit': manage,
  'revisions.withdraw': manage,
  'revisions.approve': review,
  'revisions.sendBack': review,
  'reviewRoutes.list': { who: 'signed-in' },
  'reviewRoutes.put': { who: [any('bureau_admin')] },
  'imports.create': { who: REGISTER },
  'runs.get': { object: 'import-run', who: RUNS },
  'runs.rows': { object: 'import-run', who: RUNS },
  'runs.problems': { object: 'import-run', who: RUNS },
  'runs.putMapping': { object: 'import-run', who: REGISTER },
  'runs.repair': { object: 'import-run', who: REGISTER },
  'runs.commit': { object: 'import-run', who: REGISTER },
  'runs.stop': { object: 'import-run', who: REGISTER },
  'runs.resume': { object: 'import-run', who: REGISTER },
} satisfies Record<string, AccessRow>;
