import { generateSecret, generateURI, verifySync } from 'otplib';

/** What authenticators show above the code. */
const ISSUER = '嘉仪 Jiayi';
const PERIOD_SECONDS = 30;
const DIGITS = 6;

/** A new TOTP secret (RFC 6238): 160 bits in base32, as authenticators take it. */
export const newTotpSecret = (): string => generateSecret({ length: 20 });

/** What an authenticator reads from a QR code. */
export const totpUri = (secret: string, login: string): string =>
  generateURI({ issuer: ISSUER, label: login, secret, digits: DIGITS, period: PERIOD_SECONDS });

export const isTotpCode = (code: string): boolean => /^\d{6}$/.test(code);

/**
 * The time step that a code belongs to: this one, or one before or after it for clocks that differ; undefined for a
 * code of no such step.
 *
 * @param epochSeconds the present, by the clock of the database
 */
export function timeStepOf(secret: string, code: string, epochSeconds: number): number | undefined {
  const found = verifySync({
    ...{ secret, token: code, digits: DIGITS, period: PERIOD_SECONDS },
    epoch: epochSeconds,
    epochTolerance: PERIOD_SECONDS,
  });
  return found.valid && 'timeStep' in found ? found.timeStep : undefined;
}
