/** The code of an error from the operating system or a driver, such as `ENOENT`; undefined for anything else. */
export const systemCodeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
