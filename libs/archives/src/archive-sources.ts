import type { ArchiveSource } from './archive-source';
import { MONEY_SOURCES } from './sources/money.source';
import { ORDER_SOURCES } from './sources/order.source';
import { SERVICE_SOURCES } from './sources/service.source';

/** Everything that is kept of an order, as one reads it. */
export const ARCHIVE_SOURCES: readonly ArchiveSource[] = [
  ...ORDER_SOURCES,
  ...SERVICE_SOURCES,
  ...MONEY_SOURCES,
].sort((one, other) => (one.name < other.name ? -1 : 1));
