import type { EntityManager } from 'typeorm';
import type { Text } from '@app/common';
import type { OrderKind } from '@app/orders';
import type { StatementPaper, StatementPaperLine, StatementParty } from './statement-paper';
import { getStatement } from './statement.queries';

/** What is told of a service without an instrument of the catalogue. */
const SERVICES: Readonly<Record<OrderKind, Text>> = {
  slot: { zh: '上机服务', en: 'Machine time' },
  sample: { zh: '送样检测', en: 'Service on samples' },
  offline: { zh: '线下服务', en: 'Offline service' },
};

/** Everything on the paper of a statement, of the orders that stand on it. @throws StatementNotFound */
export async function getPaper(tx: EntityManager, id: string): Promise<StatementPaper> {
  const statement = await getStatement(tx, id);
  const standing = statement.lines.filter(({ live }) => live);
  const served = await findServed(
    tx,
    standing.map(({ orderId }) => orderId),
  );
  const { holderOrganisationId, customerOrganisationId } = statement;
  const parties = await findParties(tx, [holderOrganisationId, customerOrganisationId]);
  const partyOf = (organisationId: string): StatementParty =>
    parties.get(organisationId) ?? { nameZh: '', creditCode: null };
  return {
    statement,
    ...{ holder: partyOf(holderOrganisationId), customer: partyOf(customerOrganisationId) },
    lines: standing.map(({ orderId, orderNumber: number, feeFen, ownFen }) => {
      const { service, servedOn } = served.get(orderId) ?? UNSERVED;
      return { number, service, servedOn, feeFen, ownFen };
    }),
  };
}

type Served = Pick<StatementPaperLine, 'service' | 'servedOn'>;
const UNSERVED: Served = { service: SERVICES.slot, servedOn: null };

async function findServed(
  tx: EntityManager,
  orderIds: readonly string[],
): Promise<Map<string, Served>> {
  const rows: {
    id: string;
    kind: OrderKind;
    instrument: string | null;
    servedOn: string | null;
  }[] = await tx.query(
    `SELECT o.id, o.kind, i.name_zh || ' ' || i.model AS instrument,
              (o.completed_at AT TIME ZONE 'Asia/Shanghai')::date::text AS "servedOn"
         FROM service_order o LEFT JOIN instrument i ON i.id = o.instrument_id WHERE o.id = ANY ($1)`,
    [orderIds],
  );
  return new Map(
    rows.map(({ id, kind, instrument, servedOn }) => [
      id,
      {
        service: instrument === null ? SERVICES[kind] : { zh: instrument, en: instrument },
        servedOn,
      },
    ]),
  );
}

async function findParties(
  tx: EntityManager,
  ids: readonly string[],
): Promise<Map<string, StatementParty>> {
  const rows: (StatementParty & { id: string })[] = await tx.query(
    `SELECT id, name_zh AS "nameZh", credit_code AS "creditCode" FROM organisation WHERE id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, nameZh, creditCode }) => [id, { nameZh, creditCode }]));
}
