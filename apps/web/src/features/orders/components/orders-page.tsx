import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/shared/components/button';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ListView } from '@/shared/components/query-view';
import { useStateName } from '@/shared/components/state-tag';
import { SelectField, TextField } from '@/shared/components/text-field';
import { ordersQuery, type OrderFilter } from '../api';
import { orderTag } from '../order-state';
import { KINDS, readNumber, STATES } from '../search';
import { useOrderTexts } from '../texts';
import { OrderRow } from './order-row';

const route = getRouteApi('/signed-in/orders');

type FiltersProps = { filter: OrderFilter; onChange: (part: OrderFilter) => void };

/** Looks an order up as soon as its number is whole. */
function NumberField({ filter, onChange }: FiltersProps) {
  const texts = useOrderTexts();
  const [typed, setTyped] = useState(filter.number ?? '');
  const type = (text: string) => {
    setTyped(text);
    const number = readNumber(text);
    if (number !== filter.number) onChange({ number });
  };
  return (
    <TextField label={texts('number')} hint={texts('numberHint')} value={typed} onChange={type} />
  );
}

function Filters({ filter, onChange }: FiltersProps) {
  const texts = useOrderTexts();
  const stateName = useStateName();
  const kinds = KINDS.map((kind) => ({ value: kind, label: texts(kind) }));
  const states = STATES.map((state) => ({
    value: state,
    label: stateName(orderTag(state)),
  }));
  return (
    <div className="order-filters">
      <NumberField filter={filter} onChange={onChange} />
      <SelectField
        label={texts('kind')}
        value={filter.kind ?? ''}
        options={[{ value: '', label: texts('anyKind') }, ...kinds]}
        onChange={(value) => onChange({ kind: KINDS.find((kind) => kind === value) })}
      />
      <SelectField
        label={texts('state')}
        value={filter.state ?? ''}
        options={[{ value: '', label: texts('anyState') }, ...states]}
        onChange={(value) => onChange({ state: STATES.find((state) => state === value) })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={filter.late ?? false}
          onChange={(event) => onChange({ late: event.target.checked || undefined })}
        />
        {texts('onlyLate')}
      </label>
    </div>
  );
}

type NoOrdersProps = { isFiltered: boolean; onClear: () => void };

function NoOrders({ isFiltered, onClear }: NoOrdersProps) {
  const texts = useOrderTexts();
  const clear = <Button onClick={onClear}>{texts('clear')}</Button>;
  const find = (
    <Link to="/instruments" className="chip">
      {texts('find')}
    </Link>
  );
  return (
    <Empty
      title={texts(isFiltered ? 'noneFoundTitle' : 'noneTitle')}
      why={texts(isFiltered ? 'noneFoundWhy' : 'noneWhy')}
      action={isFiltered ? clear : find}
    />
  );
}

/** 订单: the orders of the own organisation on either side, the latest first. */
export function OrdersPage() {
  const texts = useOrderTexts();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(ordersQuery(filter));
  const isFiltered = Object.keys(filter).length > 0;
  const set = (part: OrderFilter) =>
    void navigate({ search: { ...filter, ...part }, replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  return (
    <Page title={texts('listTitle')} lead={texts('listLead')}>
      <Filters key={isFiltered ? 'chosen' : 'all'} filter={filter} onChange={set} />
      <ListView query={query} empty={<NoOrders isFiltered={isFiltered} onClear={clear} />}>
        {(orders) => (
          <div className="card-list">
            {orders.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </div>
        )}
      </ListView>
    </Page>
  );
}
