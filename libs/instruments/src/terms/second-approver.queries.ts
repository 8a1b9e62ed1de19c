import type { EntityManager } from 'typeorm';
import { FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';
import type { BookingPolicy } from './terms';

/**
 * That a second word which is asked of the holder can be given: without anybody in its asset department every request
 * would expire. The bureau is always there.
 *
 * @throws FieldsRefused (422)
 */
export async function requireSecondApprover(
  tx: EntityManager,
  holderId: string,
  { secondApproval }: Pick<BookingPolicy, 'secondApproval'>,
): Promise<void> {
  if (secondApproval !== 'holder') return;
  const deciding: unknown[] = await tx.query(
    `SELECT FROM membership m JOIN app_user u ON u.id = m.user_id
      WHERE m.organisation_id = $1 AND m.role = 'holder_admin' AND u.active LIMIT 1`,
    [holderId],
  );
  if (deciding.length > 0) return;
  throw new FieldsRefused([
    fieldError('/secondApproval', 'nobody-to-approve', secondApproval, {
      zh: '须由本单位资产管理部门复核，但该部门尚无人员账号，请先邀请其加入，或改为 bureau、留空',
      en: 'asks the asset department of the holder, which has nobody yet; invite somebody to it first, choose bureau, or leave it out',
    }),
  ]);
}
