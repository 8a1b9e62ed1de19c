/** How the worker reaches the regional platform. */
export interface PlatformSettings {
  /** Origin of the peer; without one, records are written to files, a dry run. */
  platformUrl: string | undefined;
  /** Hosts that may lie in a private network, see `Outbound`. */
  privateHosts: readonly string[];
  appKey: string;
  secret: string | undefined;
  /** Where a dry run writes. */
  directory: string;
  /** Address of the booking site, for the link in each record. */
  publicUrl: string | undefined;
  /** Pause after the first of several failed calls, in milliseconds; it doubles each time. */
  retryBaseMs: number;
  /** A run whose worker is silent for this long may be continued by another. */
  leaseSeconds: number;
}

export const PLATFORM_SETTINGS = 'PLATFORM_SETTINGS';
