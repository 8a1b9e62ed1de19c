import { metricsRegistry } from './metrics';
import { Watches } from './watches';

describe('Watches', () => {
  it('make each figure a metric, and name those that are too high', async () => {
    const watches = new Watches();
    const figures = { low: 60, high: 61 };
    for (const name of ['low', 'high'] as const) {
      watches.add({
        name: `test_${name}_seconds`,
        help: 'a figure of the test',
        warnAbove: 60,
        read: () => Promise.resolve(figures[name]),
      });
    }
    expect(await watches.warnings()).toEqual(['test_high_seconds']);
    expect(await metricsRegistry.metrics()).toContain('test_low_seconds 60');
    figures.high = 0;
    expect(await watches.warnings()).toEqual([]);
    expect(await metricsRegistry.metrics()).toContain('test_high_seconds 0');
  });
});
