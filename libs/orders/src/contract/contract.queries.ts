import type { EntityManager } from 'typeorm';
import { civilMinuteOf, fen, formatYuan, type Interval } from '@app/common';
import { OrderNotFound } from '../order.errors';
import type { OrderState, Purpose } from '../order.words';
import type { ContractFacts } from './contract-text';
import type { ContractRule } from './order-contract.entity';

/** What an order says, as far as its contract needs it. */
export interface ContractOrder {
  userOrganisationId: string;
  providerOrganisationId: string;
  state: OrderState;
  rule: ContractRule;
  number: string;
  purpose: Purpose;
  sample_count: number | null;
  list_fen: string;
  user_name_zh: string;
  user_credit_code: string;
  provider_name_zh: string;
  provider_credit_code: string;
  instrument_name_zh: string | null;
  model: string | null;
  address: string | null;
  today: string;
}

/** @throws OrderNotFound */
export async function findContractOrder(tx: EntityManager, id: string): Promise<ContractOrder> {
  const [order]: ContractOrder[] = await tx.query(
    `SELECT o.user_organisation_id AS "userOrganisationId", o.provider_organisation_id AS "providerOrganisationId",
            o.state, coalesce(q.rule, 'never') AS rule, o.number, o.purpose, o.sample_count, o.list_fen,
            u.name_zh AS user_name_zh, u.credit_code AS user_credit_code,
            p.name_zh AS provider_name_zh, p.credit_code AS provider_credit_code,
            i.name_zh AS instrument_name_zh, i.model, i.address,
            (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today
       FROM service_order o
       JOIN organisation u ON u.id = o.user_organisation_id
       JOIN organisation p ON p.id = o.provider_organisation_id
       LEFT JOIN instrument i ON i.id = o.instrument_id
       LEFT JOIN contract_requirement q ON q.id = o.provider_organisation_id
      WHERE o.id = $1`,
    [id],
  );
  if (!order) throw new OrderNotFound();
  return order;
}

/** A laboratory that uses its own instrument makes no contract with itself. */
export const isWithOneself = ({
  userOrganisationId,
  providerOrganisationId,
}: Pick<ContractOrder, 'userOrganisationId' | 'providerOrganisationId'>): boolean =>
  userOrganisationId === providerOrganisationId;

/** What a service is for, in the words of a contract. */
const PURPOSES: Record<Purpose, string> = {
  concept_validation: '概念验证',
  pilot_test: '中试',
  experimental_development: '试验开发',
  testing: '检验检测',
  maturation: '成果熟化',
  other: '其他科研',
};

/** What the clauses are filled with. */
export function factsOf(order: ContractOrder, period: Interval | null): ContractFacts {
  return {
    user: { nameZh: order.user_name_zh, creditCode: order.user_credit_code },
    provider: { nameZh: order.provider_name_zh, creditCode: order.provider_credit_code },
    values: {
      userOrganisation: order.user_name_zh,
      holder: order.provider_name_zh,
      instrument: order.instrument_name_zh ?? '双方约定的仪器',
      model: order.model ?? '—',
      location: order.address ?? order.provider_name_zh,
      period: period === null ? '双方另行商定的时间' : periodText(period),
      purpose: PURPOSES[order.purpose],
      sampleCount: order.sample_count === null ? '未约定' : String(order.sample_count),
      feeYuan: formatYuan(fen(order.list_fen)).replace('¥', ''),
      orderNumber: order.number,
      today: order.today,
    },
  };
}

/** `2026-12-01 09:00–11:00`, with the date of the end where it is another. */
function periodText({ startsAt, endsAt }: Interval): string {
  const [from, to] = [civilMinuteOf(startsAt), civilMinuteOf(endsAt)];
  const isSameDay = from.slice(0, 10) === to.slice(0, 10);
  return `${from}–${isSameDay ? to.slice(11) : to}`;
}

/** A contract as it was kept, with the names of who accepted it. */
export interface KeptContract {
  id: string;
  version: number;
  template_source: string;
  template_version: number;
  facts: ContractFacts;
  text: string;
  sha256: Buffer;
  created_at: Date;
  user_accepted_at: Date | null;
  user_accepted_by_name: string | null;
  user_scan_id: string | null;
  provider_accepted_at: Date | null;
  provider_accepted_by_name: string | null;
  provider_scan_id: string | null;
}

/** The latest contract of an order that anybody accepted. */
export async function findKeptContract(
  tx: EntityManager,
  orderId: string,
): Promise<KeptContract | undefined> {
  const [kept]: KeptContract[] = await tx.query(
    `SELECT c.*, u.display_name AS user_accepted_by_name, p.display_name AS provider_accepted_by_name
       FROM order_contract c
       LEFT JOIN app_user u ON u.id = c.user_accepted_by
       LEFT JOIN app_user p ON p.id = c.provider_accepted_by
      WHERE c.order_id = $1 ORDER BY c.version DESC LIMIT 1`,
    [orderId],
  );
  return kept;
}

/** Whether both sides accepted a contract: of this very order, or of any between the two. */
export async function isSigned(
  tx: EntityManager,
  orderId: string,
  rule: ContractRule,
): Promise<boolean> {
  const [row]: { signed: boolean }[] = await tx.query(
    `SELECT EXISTS (
       SELECT FROM order_contract c JOIN service_order s ON s.id = c.order_id JOIN service_order o ON o.id = $1
        WHERE c.user_accepted_at IS NOT NULL AND c.provider_accepted_at IS NOT NULL
          AND CASE WHEN $2 = 'each' THEN s.id = o.id
                   ELSE s.user_organisation_id = o.user_organisation_id
                    AND s.provider_organisation_id = o.provider_organisation_id END) AS signed`,
    [orderId, rule],
  );
  return row?.signed ?? false;
}
