/** The browser or program behind a request, as far as a session remembers it. */
export interface Client {
  address: string;
  /** Browser and system in words. */
  device: string;
  /** Token of the session that the request came with, live or not. */
  token: string | undefined;
  /** Token of a device that is known from an earlier sign-in. */
  deviceToken: string | undefined;
}
