import type { EntityManager } from 'typeorm';
import { findContractOrder, isSigned, isWithOneself } from './contract.queries';
import type { ContractRule } from './order-contract.entity';
import { ContractRequired } from './order-contract.errors';

/** What the holder asks for and both sides have not accepted yet; null when the service may begin. @throws OrderNotFound */
export async function findMissingContract(
  tx: EntityManager,
  orderId: string,
): Promise<ContractRule | null> {
  const order = await findContractOrder(tx, orderId);
  if (order.rule === 'never' || isWithOneself(order)) return null;
  return (await isSigned(tx, orderId, order.rule)) ? null : order.rule;
}

/** Before a service begins, in its transaction. @throws ContractRequired when the holder asks for one (422) */
export async function requireContract(tx: EntityManager, orderId: string): Promise<void> {
  const rule = await findMissingContract(tx, orderId);
  if (rule) throw new ContractRequired(orderId, rule);
}
