import { randomBytes } from 'node:crypto';

/** How every key begins, so that scanners of code and logs find one that got lost. */
const MARK = 'jy_';
const PREFIX_LENGTH = MARK.length + 6;

/** A new key: 256 random bits behind the mark. */
export const newApiKey = (): string => `${MARK}${randomBytes(32).toString('base64url')}`;

/** The beginning by which people tell their keys apart; 36 of 256 bits, which open nothing. */
export const prefixOf = (key: string): string => key.slice(0, PREFIX_LENGTH);
