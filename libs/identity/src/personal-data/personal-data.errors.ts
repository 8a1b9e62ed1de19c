import { DomainError, type Text } from '@app/common';
import type { Obstacle } from './personal-data-sources';

const shown = ({ message, items }: Obstacle): Text => {
  const labels = items.map(({ label }) => label).join('、');
  return { zh: `${message.zh}（${labels}）`, en: `${message.en} (${labels})` };
};

/** Something of the person is still open; every reason is named. Source: PIPL, article 47 (409) */
export class ErasureRefused extends DomainError {
  constructor(obstacles: readonly Obstacle[]) {
    super({
      kind: 'conflict',
      code: 'erasure-refused',
      title: { zh: '暂不能注销', en: 'Cannot be erased yet' },
      detail: {
        zh: `请先办结以下事项再申请注销：${obstacles.map((one) => shown(one).zh).join('；')}。`,
        en: `Bring these to an end first, then ask again: ${obstacles.map((one) => shown(one).en).join('; ')}.`,
      },
      members: {
        reasons: obstacles.map((obstacle) => ({
          code: obstacle.code,
          message: shown(obstacle),
          ids: obstacle.items.map(({ id }) => id),
        })),
      },
    });
  }
}
