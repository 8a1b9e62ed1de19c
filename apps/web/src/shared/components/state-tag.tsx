import { defineTexts } from '@/shared/i18n/texts';

type Tone = 'amber' | 'blue' | 'green' | 'grey' | 'red';
type Look = { tone: Tone; shape: string; struck?: true };

// Word, colour and shape are fixed once for the whole product: nobody has to tell states apart by colour alone.
const LOOKS = {
  requested: { tone: 'amber', shape: '◷' },
  confirmed: { tone: 'blue', shape: '✓' },
  in_use: { tone: 'green', shape: '▶' },
  used: { tone: 'green', shape: '◧' },
  completed: { tone: 'grey', shape: '■' },
  accepted: { tone: 'grey', shape: '■' },
  cancelled: { tone: 'grey', shape: '–', struck: true },
  expired: { tone: 'grey', shape: '–', struck: true },
  no_show: { tone: 'red', shape: '!' },
  rejected: { tone: 'red', shape: '✕' },
  displaced: { tone: 'red', shape: '!' },
  disputed: { tone: 'red', shape: '!' },
  draft: { tone: 'grey', shape: '✎' },
  submitted: { tone: 'amber', shape: '◷' },
  listed: { tone: 'green', shape: '✓' },
  returned: { tone: 'red', shape: '↩' },
  suspended: { tone: 'amber', shape: '‖' },
  retired: { tone: 'grey', shape: '■' },
  approved: { tone: 'blue', shape: '✓' },
  paid: { tone: 'green', shape: '■' },
  instructed: { tone: 'amber', shape: '◷' },
  queued: { tone: 'amber', shape: '◷' },
  running: { tone: 'blue', shape: '▶' },
  finished: { tone: 'green', shape: '✓' },
  failed: { tone: 'red', shape: '✕' },
  taken: { tone: 'green', shape: '✓' },
  warned: { tone: 'amber', shape: '!' },
  refused: { tone: 'red', shape: '✕' },
  awaiting_answer: { tone: 'amber', shape: '◷' },
  priced: { tone: 'amber', shape: '¥' },
  in_force: { tone: 'blue', shape: '✓' },
  samples_sent: { tone: 'blue', shape: '→' },
  samples_received: { tone: 'blue', shape: '◧' },
  in_test: { tone: 'green', shape: '▶' },
  to_accept: { tone: 'amber', shape: '◷' },
  declined: { tone: 'red', shape: '✕' },
  withdrawn: { tone: 'grey', shape: '–', struck: true },
  late: { tone: 'red', shape: '!' },
} as const satisfies Record<string, Look>;

const useStateTexts = defineTexts('state', {
  zh: {
    requested: '待审核',
    confirmed: '已确认',
    in_use: '进行中',
    used: '待确认费用',
    completed: '已完成',
    accepted: '已验收',
    cancelled: '已取消',
    expired: '已过期',
    no_show: '未到',
    rejected: '已驳回',
    displaced: '需改期',
    disputed: '有异议',
    draft: '草稿',
    submitted: '待审核',
    listed: '已上线',
    returned: '退回补正',
    suspended: '已暂停',
    retired: '已退役',
    approved: '已通过',
    paid: '已拨付',
    instructed: '待拨付',
    queued: '排队中',
    running: '进行中',
    finished: '已完成',
    failed: '失败',
    taken: '通过',
    warned: '需留意',
    refused: '未通过',
    awaiting_answer: '待答复',
    priced: '已报价',
    in_force: '已生效',
    samples_sent: '样品已寄出',
    samples_received: '样品已收到',
    in_test: '检测中',
    to_accept: '待验收',
    declined: '已谢绝',
    withdrawn: '已撤回',
    late: '已逾期',
  },
  en: {
    requested: 'Awaiting approval',
    confirmed: 'Confirmed',
    in_use: 'In use',
    used: 'Fee to confirm',
    completed: 'Completed',
    accepted: 'Accepted',
    cancelled: 'Cancelled',
    expired: 'Expired',
    no_show: 'No-show',
    rejected: 'Rejected',
    displaced: 'Needs a new time',
    disputed: 'Disputed',
    draft: 'Draft',
    submitted: 'Awaiting review',
    listed: 'Listed',
    returned: 'Returned',
    suspended: 'Suspended',
    retired: 'Retired',
    approved: 'Approved',
    paid: 'Paid',
    instructed: 'To be paid',
    queued: 'Queued',
    running: 'Running',
    finished: 'Finished',
    failed: 'Failed',
    taken: 'Taken',
    warned: 'Look again',
    refused: 'Refused',
    awaiting_answer: 'Awaiting an answer',
    priced: 'Quoted',
    in_force: 'In force',
    samples_sent: 'Samples sent',
    samples_received: 'Samples received',
    in_test: 'In test',
    to_accept: 'To be accepted',
    declined: 'Declined',
    withdrawn: 'Withdrawn',
    late: 'Late',
  },
});

function isKnown(state: string): state is keyof typeof LOOKS {
  return state in LOOKS;
}

/** Returns a function that names a state in words; an unknown one as it came. */
export function useStateName(): (state: string) => string {
  const texts = useStateTexts();
  return (state) => (isKnown(state) ? texts(state) : state);
}

/** A state as word, colour and shape; an unknown one is shown as it came rather than hidden. */
export function StateTag({ state }: { state: string }) {
  const texts = useStateTexts();
  if (!isKnown(state)) return <span className="tag">{state}</span>;
  const look: Look = LOOKS[state];
  return (
    <span className={`tag tag-${look.tone}${look.struck ? ' tag-struck' : ''}`}>
      <span aria-hidden="true">{look.shape}</span>
      <b>{texts(state)}</b>
    </span>
  );
}
