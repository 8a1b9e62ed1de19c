import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of an installed Chromium or Chrome. `npm test` has installed one, or leaves the browser suite out. */
export function findChromium(): string {
  const found = PLACES.find((place) => place && existsSync(place));
  if (found) return found;
  throw new Error('no Chromium found: install the Debian package chromium or set CHROMIUM_PATH');
}

/** Starts the installed Chromium without a window; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0; // Chromium's own sandbox refuses root
  return chromium.launch({
    executablePath: findChromium(),
    args: ['--disable-dev-shm-usage', ...(asRoot ? ['--no-sandbox'] : [])],
  });
}
