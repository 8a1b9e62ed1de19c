import type { Text } from '@app/common';
import type { ObjectOperation } from '@app/identity';

/** As whose object the access policy is asked about a part: the order's, the holder's paper, or one of the user organisation. */
export type PartOf = 'order' | 'holder' | 'user' | 'either';

/** What one lib contributes to the archive of an order. Every statement is SQL with the order's id as $1. */
export interface ArchiveSource {
  /** Its entry is `<name>.json` and the folder of its files `<name>/`: numbered as one reads it, ASCII. */
  name: string;
  title: Text;
  /** Whoever may read the facts one by one finds them here; for others the index says that they are withheld. */
  readBy: ObjectOperation;
  partOf: PartOf;
  /** One column `fact`, a JSON object each, in an order that never changes. */
  facts: string;
  /** Stored files of the part: `id`, and `label` for what it is. */
  files?: string;
}
