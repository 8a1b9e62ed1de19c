import { FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';
import type { EntityManager } from 'typeorm';

/** An instrument that a body names must be the holder's own. @throws FieldsRefused for one of others or of nobody (422) */
export async function requireHeldInstrument(
  tx: EntityManager,
  holderId: string,
  id: string,
): Promise<void> {
  const found: unknown[] = await tx.query(
    'SELECT FROM instrument WHERE id = $1 AND holder_id = $2',
    [id, holderId],
  );
  if (found.length > 0) return;
  throw new FieldsRefused([
    fieldError('/instrumentId', 'instrument-unknown', id, {
      zh: '本单位没有这台仪器，请从本单位的仪器中选择，或留空',
      en: 'is no instrument of your organisation: choose one of yours, or none',
    }),
  ]);
}
