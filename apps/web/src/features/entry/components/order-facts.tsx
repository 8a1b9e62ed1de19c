import type { Schemas } from '@/shared/api/client';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import { formatPeriod } from '@/shared/time';
import { useEntryTexts } from '../texts';

/** What a link says of an order: to people without an account, so nobody's personal data. */
export function OrderFacts({ order }: { order: Schemas['ConfirmationPreviewResponse'] }) {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  const language = useLanguage();
  const { startsAt, endsAt, description, place } = order;
  const facts: [string, string][] = [
    [texts('orderNumber'), order.orderNumber],
    [texts('customer'), order.userOrganisationNameZh],
    [texts('provider'), order.providerNameZh],
    [common('instrument'), order.instrumentNameZh ?? '–'],
    ...(description === null ? [] : ([[texts('service'), description]] as [string, string][])),
    ...(place === null ? [] : ([[texts('place'), place]] as [string, string][])),
    [texts('period'), startsAt && endsAt ? formatPeriod(startsAt, endsAt, language) : '–'],
    [common('amount'), formatFen(order.listFen)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
