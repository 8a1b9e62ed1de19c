import type { EntityManager } from 'typeorm';
import type { FieldError } from '@app/common';
import type { FileStore } from '@app/files';
import { fieldError } from '@app/http';

/**
 * One entry for each named file that is not the organisation's; absent and foreign ones alike.
 *
 * @param named ids of files by the JSON pointer of the field that names them
 */
export async function findFileProblems(
  files: FileStore,
  tx: EntityManager,
  organisationId: string,
  named: Readonly<Record<string, string>>,
): Promise<FieldError[]> {
  const owned = await files.findOwned(tx, organisationId, Object.values(named));
  return Object.entries(named)
    .filter(([, id]) => !owned.includes(id))
    .map(([pointer, id]) =>
      fieldError(pointer, 'file-unknown', id, {
        zh: '不存在或不属于本单位，请重新上传后再选择',
        en: 'does not exist or is not of this organisation; upload it again and choose it',
      }),
    );
}
