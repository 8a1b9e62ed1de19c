import { deviceOf } from './device';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

describe('deviceOf', () => {
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`, 'Chrome · Windows'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Edg/141.0.0.0`, 'Edge · Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', 'Firefox · Linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
      'Safari · macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60',
      'WeChat · iOS',
    ],
    [`Mozilla/5.0 (Linux; Android 15; PLK-AL10) ${CHROME}`, 'Chrome · Android'],
    [`Mozilla/5.0 (Phone; OpenHarmony 5.0) ${CHROME}`, 'Chrome · HarmonyOS'],
    ['curl/8.14.1', 'curl'],
    ['node', 'node'],
    ['Mozilla/5.0', ''],
    ['<script>alert(1)</script>', ''],
    ['', ''],
    [undefined, ''],
  ])('%j is %j', (userAgent, device) => {
    expect(deviceOf(userAgent)).toBe(device);
  });
});
