import { useQuery } from '@tanstack/react-query';
import { QueryView } from '@/shared/components/query-view';
import { civilDate } from '@/shared/time';
import { contractQuery, fileAddress, type Contract, type Order } from '../api';
import { isOver } from '../price';
import { useOrderTexts } from '../texts';

const STATES = {
  draft: { text: 'contractDraft', tone: '' },
  open: { text: 'contractOpen', tone: 'tag-amber' },
  signed: { text: 'contractSigned', tone: 'tag-green' },
} as const;

function SideLine({ side: { nameZh, acceptedAt, acceptedBy } }: { side: Contract['user'] }) {
  const texts = useOrderTexts();
  return (
    <li>
      {acceptedAt
        ? texts('contractSide', {
            name: nameZh,
            date: civilDate(acceptedAt),
            person: acceptedBy ?? '',
          })
        : texts('contractSideOpen', { name: nameZh })}
    </li>
  );
}

/** 合同: how both sides stand to it, and the paper; nothing for an order from oneself or one that came to nothing. */
export function ContractPanel({ order }: { order: Order }) {
  const texts = useOrderTexts();
  const isWithOneself = order.userOrganisationId === order.providerOrganisationId;
  const hasOne = !isWithOneself && !isOver(order.state);
  const query = useQuery({ ...contractQuery(order.id), enabled: hasOne });
  if (!hasOne) return null;
  return (
    <section className="panel stack-tight" aria-labelledby="contract">
      <h2 id="contract">{texts('contract')}</h2>
      <QueryView query={query}>
        {({ state, required, user, provider }) => (
          <>
            <p>
              <span className={`tag ${STATES[state].tone}`}>{texts(STATES[state].text)}</span>
            </p>
            {state !== 'signed' && required !== 'never' && (
              <p className="notice notice-warning">{texts('contractRequired')}</p>
            )}
            {state !== 'draft' && (
              <ul className="small">
                <SideLine side={user} />
                <SideLine side={provider} />
              </ul>
            )}
            <a className="chip" href={fileAddress.contract(order.id)} download>
              {texts('contractPdf')}
            </a>
          </>
        )}
      </QueryView>
    </section>
  );
}
