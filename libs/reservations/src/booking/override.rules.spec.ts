import { reason } from './booking-reason';
import { setAside } from './override.rules';

const broken = (...codes: string[]) => codes.map((code) => reason(code, '规则', 'rule'));

describe('setAside', () => {
  it('leaves every rule standing without a reason to set it aside', () => {
    const reasons = broken('too-late', 'start-grid');
    expect(setAside(reasons, undefined)).toEqual({ standing: reasons, overridden: [] });
  });

  it('sets aside what a laboratory may decide, and names it', () => {
    const soft = [
      'too-late',
      'beyond-horizon',
      'before-bookable',
      'too-long',
      'closed',
      'whole-day',
    ];
    const personal = [
      'quota-count',
      'quota-minutes',
      'gap-too-small',
      'lab-one-at-a-time',
      'lab-full',
    ];
    expect(setAside(broken(...soft, ...personal), { reason: '急件' })).toEqual({
      standing: [],
      overridden: [...soft, ...personal],
    });
  });

  it.each(['start-grid', 'length-grid', 'in-the-past', 'instrument-not-bookable'])(
    'never sets aside %s',
    (code) => {
      const { standing, overridden } = setAside(broken('too-late', code), { reason: '急件' });
      expect(standing.map((one) => one.code)).toEqual([code]);
      expect(overridden).toEqual(['too-late']);
    },
  );
});
