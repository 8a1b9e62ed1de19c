import { fen } from '@app/common';
import {
  checkEligibility,
  ELIGIBILITY_CODES,
  type EligibilityFacts,
  obstaclesToApprove,
  obstaclesToSubmit,
} from './eligibility.rules';

const FACTS: EligibilityFacts = {
  programme: {
    ...{ validTo: '2026-12-31', over: false, issuerRegionCode: '330400' },
    ...{ eligibleForms: ['enterprise', 'public_institution'], purposes: ['testing'] },
    ...{ ceilingFen: fen(1_000), ceilingBasis: 'issued', budgetAvailableFen: fen(600) },
  },
  organisation: {
    ...{ legalForm: 'public_institution', regionCode: '330481', verification: 'verified' },
    issuedFen: fen(400),
  },
  asked: { amountFen: fen(600), purpose: 'testing' },
};

const changed = (change: {
  [part in keyof EligibilityFacts]?: Partial<EligibilityFacts[part]>;
}): EligibilityFacts => ({
  programme: { ...FACTS.programme, ...change.programme },
  organisation: { ...FACTS.organisation, ...change.organisation },
  asked: { ...FACTS.asked, ...change.asked },
});

describe('checkEligibility', () => {
  it('tells every rule, and passes to the last fen', () => {
    const checks = checkEligibility(FACTS);
    expect(checks.map(({ code }) => code)).toEqual(ELIGIBILITY_CODES);
    expect(obstaclesToApprove(checks)).toEqual([]);
  });

  it.each([
    ['programme_open', { programme: { over: true } }, false],
    ['legal_form', { organisation: { legalForm: 'association' } }, false],
    ['region', { organisation: { regionCode: '310115' } }, false],
    ['region', { programme: { issuerRegionCode: '330402' } }, false],
    ['verified', { organisation: { verification: 'pending' } }, true],
    ['purpose', { asked: { purpose: 'other' } }, false],
    ['ceiling_known', { programme: { ceilingFen: null } }, true],
    ['ceiling_left', { organisation: { issuedFen: fen(401) } }, false],
    ['budget_left', { programme: { budgetAvailableFen: fen(599) } }, true],
  ] as const)('fails %s alone with %j; may wait: %s', (code, change, mayWait) => {
    const checks = checkEligibility(changed(change));
    expect(obstaclesToApprove(checks).map((one) => one.code)).toEqual([code]);
    expect(obstaclesToSubmit(checks).map((one) => one.code)).toEqual(mayWait ? [] : [code]);
  });

  it('lets an organisation have more than a ceiling that counts what is used or paid', () => {
    for (const ceilingBasis of ['used', 'paid'] as const) {
      const facts = changed({
        programme: { ceilingBasis },
        organisation: { issuedFen: fen(9_000) },
      });
      expect(obstaclesToApprove(checkEligibility(facts))).toEqual([]);
    }
  });

  it("takes a county's own organisations and those of its city, not of a neighbour", () => {
    const county = (regionCode: string): boolean =>
      checkEligibility(
        changed({ programme: { issuerRegionCode: '330402' }, organisation: { regionCode } }),
      ).some(({ code, passed }) => code === 'region' && passed);
    expect(['330402', '330411'].map(county)).toEqual([true, false]);
  });
});
