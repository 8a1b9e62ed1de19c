import type { RecordKind } from './platform-record';

/** What a run covers. */
export const SYNC_SCOPES = ['all', 'instruments', 'services'] as const;
export type SyncScope = (typeof SYNC_SCOPES)[number];

export const SYNC_TRIGGERS = ['nightly', 'manual'] as const;
export type SyncTrigger = (typeof SYNC_TRIGGERS)[number];

/** A run left `running` by a killed worker is continued, never begun anew. */
export const RUN_STATES = ['queued', 'running', 'finished', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/**
 * State of one record at one target: `not_sent` known here only, `queued` waits, `sent` on its way, `accepted` the
 * target holds this content, `refused` a field is wrong, `undecided` sent without a clear answer, `dead` given up
 * after too many tries until a person resends it.
 */
export const ITEM_STATES = [
  'not_sent',
  'queued',
  'sent',
  'accepted',
  'refused',
  'undecided',
  'dead',
] as const;
export type ItemState = (typeof ITEM_STATES)[number];

const KINDS: Readonly<Record<SyncScope, readonly RecordKind[]>> = {
  all: ['instrument', 'service_record'],
  instruments: ['instrument'],
  services: ['service_record'],
};

/** The kinds of record a scope covers, instruments first. */
export const kindsOf = (scope: SyncScope): readonly RecordKind[] => KINDS[scope];
