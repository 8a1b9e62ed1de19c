import { useLanguage } from '@/shared/i18n/language';
import { formatPeriod } from '@/shared/time';
import { fileAddress, type Order } from '../api';
import { useDetailTexts } from '../detail-texts';
import { Facts } from './facts';

type OfflineOrder = NonNullable<Order['offlineOrder']>;

const CONFIRMED = {
  provider: 'confirmedByProvider',
  link: 'confirmedByLink',
  evidence: 'confirmedByEvidence',
} as const;

const COMPLETED = {
  provider: 'completedByProvider',
  link: 'completedByLink',
  user: 'completedByUser',
} as const;

function useConfirmation({ confirmedHow, reminders, escalatedAt }: OfflineOrder): string {
  const texts = useDetailTexts();
  if (confirmedHow) return texts(CONFIRMED[confirmedHow]);
  return [
    texts('notConfirmed'),
    reminders > 0 && texts('reminded', { n: reminders }),
    escalatedAt && texts('escalated'),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The papers that both sides may save. */
function Papers({ orderId, offline }: { orderId: string; offline: OfflineOrder }) {
  const texts = useDetailTexts();
  const { hasContract, hasReport, evidence } = offline;
  const papers = [
    hasContract && (['contract', 'paperContract'] as const),
    hasReport && (['report', 'paperReport'] as const),
    evidence.length > 0 && (['evidence', 'paperEvidence'] as const),
  ].filter((paper) => paper !== false);
  if (papers.length === 0) return <span className="muted">{texts('noPapers')}</span>;
  return (
    <span className="row">
      {papers.map(([paper, label]) => (
        <a key={paper} href={fileAddress.paper(orderId, paper)} download>
          {texts(label)}
        </a>
      ))}
    </span>
  );
}

function Evidence({ evidence }: Pick<OfflineOrder, 'evidence'>) {
  const texts = useDetailTexts();
  const said = { accepted: 'evidenceAccepted', returned: 'evidenceReturned' } as const;
  return (
    <ul>
      {evidence.map(({ id, reason, decision, decisionReason }) => (
        <li key={id}>
          {texts(decision ? said[decision] : 'evidenceWaits', { reason: decisionReason ?? reason })}
        </li>
      ))}
    </ul>
  );
}

type OfflineFactsProps = { order: Order; offline: OfflineOrder };

/** What was arranged outside, who confirmed it and with which papers. */
export function OfflineFacts({ order, offline }: OfflineFactsProps) {
  const texts = useDetailTexts();
  const language = useLanguage();
  const confirmation = useConfirmation(offline);
  const { completedHow, completedByName, evidence } = offline;
  return (
    <Facts
      facts={[
        [texts('description'), offline.description],
        [texts('planned'), formatPeriod(offline.startsAt, offline.endsAt, language)],
        [texts('place'), offline.place],
        [texts('confirmation'), confirmation],
        [texts('confirmedNote'), order.providerConfirmation?.note],
        [
          texts('completion'),
          completedHow && texts(COMPLETED[completedHow], { name: completedByName ?? '' }),
        ],
        [texts('evidence'), evidence.length > 0 && <Evidence key="evidence" evidence={evidence} />],
        [texts('papers'), <Papers key="papers" orderId={order.id} offline={offline} />],
        [texts('endedReason'), offline.endedReason],
      ]}
    />
  );
}
