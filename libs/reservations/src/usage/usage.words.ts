/**
 * Who a use served: the group that owns the instrument, others of the same holder (单位内共享), or other organisations
 * (对外服务).
 */
export const USAGE_KINDS = ['internal', 'shared', 'external'] as const;
export type UsageKind = (typeof USAGE_KINDS)[number];

/** Where a record comes from: our reservation, a log book (补录), a sensor or the unit's own system (系统). */
export const USAGE_SOURCES = ['reservation', 'log_book', 'sensor', 'unit_system'] as const;
export type UsageSource = (typeof USAGE_SOURCES)[number];

/** Sources that people and machines enter; a reservation becomes a record by itself. */
export const ENTERED_SOURCES = ['log_book', 'sensor', 'unit_system'] as const;
export type EnteredSource = (typeof ENTERED_SOURCES)[number];

/** Only approved records count; drafts keep their time, rejected ones give it back. */
export const USAGE_STATES = ['draft', 'approved', 'rejected'] as const;
export type UsageState = (typeof USAGE_STATES)[number];

/** A use longer than this is entered in parts: a period of months is a mistake of the year. */
export const MAX_USE_DAYS = 31;

/** Why a record that the system made itself is rejected: somebody else's record has the unit at that time. */
export const OVERLAP = 'overlap';

/** What figures are made for; an hour of the week is local. */
export const GROUPINGS = ['instrument', 'holder', 'month', 'hour_of_week'] as const;
export type Grouping = (typeof GROUPINGS)[number];
