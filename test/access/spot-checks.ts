import { ROLES, type Role } from '@app/identity';
import { type Outcome, OUTCOMES } from './oracle';

/** Who asks, wearing which role, for which operation on which object of the world, and what the answer must be. */
export interface SpotCheck {
  caller: string;
  role: Role;
  operation: string;
  /** Undefined for an operation that names none. */
  object: string | undefined;
  outcome: Outcome;
}

/**
 * What must hold whatever the access policy says: written down without reading it, so that a wrong row is noticed as
 * well as a wrong guard. Caller, role worn, operation, object, outcome.
 */
const TABLE = `
# A person's own booking, a colleague's, the leader's, a stranger's.
enterprise.first                   | enterprise_member   | reservations.cancel   | reservation:enterprise.requested   | allow
enterprise.second                  | enterprise_member   | reservations.cancel   | reservation:enterprise.requested   | forbidden
enterprise.second                  | enterprise_admin    | reservations.cancel   | reservation:enterprise.requested   | allow
enterprise.second                  | enterprise_member   | reservations.handOver | reservation:enterprise.requested   | forbidden
enterprise.second                  | enterprise_admin    | reservations.extend   | reservation:enterprise.requested   | allow
enterprise2.first                  | enterprise_admin    | reservations.handOver | reservation:enterprise.requested   | not-found
enterprise2.first                  | enterprise_admin    | reservations.get      | reservation:enterprise.requested   | not-found
enterprise2.first                  | enterprise_admin    | orders.get            | order:enterprise.requested         | not-found
enterprise.second                  | enterprise_member   | holds.release         | hold:enterprise                    | forbidden
enterprise2.first                  | enterprise_member   | holds.release         | hold:enterprise                    | not-found
# The laboratory decides, and nobody in its place.
enterprise.first                   | enterprise_admin    | reservations.approve  | reservation:enterprise.requested   | forbidden
university.second                  | lab_manager         | reservations.approve  | reservation:enterprise.requested   | allow
university.second                  | instrument_operator | reservations.approve  | reservation:enterprise.requested   | forbidden
university.second                  | holder_admin        | reservations.approveSecond | reservation:shanghai.visiting | allow
university.second                  | lab_manager         | reservations.approveSecond | reservation:shanghai.visiting | forbidden
shanghai.second                    | holder_admin        | reservations.approveSecond | reservation:shanghai.visiting | forbidden
university.second                  | holder_admin        | reservations.reject   | reservation:shanghai.visiting      | allow
university.second                  | holder_admin        | reservations.approve  | reservation:enterprise.requested   | forbidden
university.second                  | holder_admin        | reservations.cancel   | reservation:enterprise.requested   | forbidden
bureau.first                       | bureau_reviewer     | reservations.cancel   | reservation:enterprise.requested   | forbidden
bureau.first                       | bureau_admin        | reservations.approveSecond | reservation:enterprise.requested | forbidden
university.second                  | lab_manager         | reservations.forgive  | reservation:enterprise.requested   | allow
university.second                  | instrument_operator | reservations.forgive  | reservation:enterprise.requested   | forbidden
enterprise.first                   | enterprise_admin    | reservations.forgive  | reservation:enterprise.requested   | forbidden
enterprise.first                   | enterprise_member   | walkIns.start         | instrument:university.listed       | allow
enterprise.first                   | enterprise_member   | walkIns.start         | instrument:university.draft        | not-found
shanghai.first                     | lab_manager         | reservations.approve  | reservation:enterprise.requested   | not-found
bureau.first                       | bureau_reviewer     | reservations.get      | reservation:enterprise.requested   | allow
bureau.first                       | bureau_reviewer     | reservations.approve  | reservation:enterprise.requested   | forbidden
enterprise.first                   | enterprise_member   | orders.accept         | order:enterprise.completed         | allow
shanghai.first                     | lab_manager         | orders.accept         | order:enterprise.completed         | forbidden
# An instrument: its laboratory, its neighbours, its reviewers.
university.second                  | lab_manager         | instruments.update    | instrument:university.draft        | allow
university.second                  | instrument_operator | instruments.update    | instrument:university.draft        | forbidden
shanghai.first                     | lab_manager         | instruments.update    | instrument:university.listed       | forbidden
shanghai.first                     | lab_manager         | instruments.update    | instrument:university.draft        | not-found
enterprise.first                   | enterprise_member   | instruments.get       | instrument:university.listed       | allow
enterprise.first                   | enterprise_member   | instruments.get       | instrument:university.draft        | not-found
department.first                   | department_reviewer | instruments.get       | instrument:university.draft        | allow
department.first                   | department_reviewer | instruments.get       | instrument:shanghai.draft          | not-found
county.first                       | county_reviewer     | instruments.approve   | instrument:university.submitted    | allow
county2.first                      | county_reviewer     | instruments.approve   | instrument:university.submitted    | not-found
county.first                       | county_reviewer     | instruments.get       | instrument:shanghai.draft          | not-found
bureau.first                       | bureau_reviewer     | instruments.approve   | instrument:university.submitted    | allow
department.first                   | department_reviewer | instruments.approve   | instrument:university.submitted    | allow
department.first                   | department_reviewer | instruments.approve   | instrument:shanghai.draft          | not-found
university.second                  | holder_admin        | instruments.approve   | instrument:university.submitted    | allow
shanghai.first                     | holder_admin        | instruments.approve   | instrument:university.submitted    | not-found
university.second                  | lab_manager         | revisions.get         | instrument:university.suspended    | allow
shanghai.first                     | lab_manager         | revisions.get         | instrument:university.suspended    | forbidden
enterprise.first                   | enterprise_member   | instrumentHistory.list | instrument:university.listed      | forbidden
shanghai.first                     | lab_manager         | revisions.submit      | instrument:university.suspended    | forbidden
university.second                  | lab_manager         | revisions.approve     | instrument:university.suspended    | forbidden
county.first                       | county_reviewer     | revisions.approve     | instrument:university.suspended    | allow
county2.first                      | county_reviewer     | revisions.approve     | instrument:university.suspended    | forbidden
bureau.first                       | bureau_admin        | reviewRoutes.put      | -                                  | allow
bureau.first                       | bureau_reviewer     | reviewRoutes.put      | -                                  | forbidden
university.second                  | lab_manager         | instruments.approve   | instrument:university.submitted    | forbidden
university.first                   | instrument_operator | downtimes.create      | instrument:university.listed       | allow
enterprise.first                   | enterprise_admin    | downtimes.create      | instrument:university.listed       | forbidden
# Groups of users: the holder's, and nobody else learns of them.
university.first                   | lab_manager         | userGroups.put        | user-group:university              | allow
university.first                   | instrument_operator | userGroups.put        | user-group:university              | forbidden
shanghai.first                     | lab_manager         | userGroups.members    | user-group:university              | not-found
enterprise.first                   | enterprise_admin    | userGroups.members    | user-group:university              | forbidden
# Who was trained: granted and revoked by the laboratory, told to nobody else.
university.first                   | instrument_operator | qualifications.grant  | instrument:university.listed       | allow
university.second                  | holder_admin        | qualifications.grant  | instrument:university.listed       | forbidden
enterprise.first                   | enterprise_admin    | qualifications.grant  | instrument:university.listed       | forbidden
shanghai.first                     | lab_manager         | qualifications.list   | instrument:university.listed       | forbidden
shanghai.first                     | lab_manager         | qualifications.revoke | qualification:university           | not-found
# The duty to share: its holder asks, the bureau decides, a competitor learns nothing.
university.second                  | holder_admin        | exemptions.withdraw   | exemption:university               | allow
university.second                  | lab_manager         | exemptions.grant      | exemption:university               | forbidden
shanghai.first                     | lab_manager         | exemptions.get        | exemption:university               | not-found
bureau.first                       | bureau_reviewer     | exemptions.grant      | exemption:university               | allow
bureau.first                       | bureau_admin        | exemptions.grant      | exemption:university               | forbidden
county.first                       | county_reviewer     | exemptions.get        | exemption:university               | allow
county.first                       | county_reviewer     | exemptions.grant      | exemption:university               | forbidden
county2.first                      | county_reviewer     | exemptions.get        | exemption:university               | not-found
enterprise.first                   | enterprise_admin    | duty.get              | instrument:university.listed       | forbidden
shanghai.first                     | lab_manager         | duty.get              | instrument:university.listed       | forbidden
university.first                   | instrument_operator | duty.get              | instrument:university.draft        | allow
university.second                  | lab_manager         | duty.decideUse        | instrument:university.draft        | forbidden
bureau.first                       | bureau_reviewer     | duty.decideUse        | instrument:university.draft        | allow
university.second                  | lab_manager         | externalIds.verify    | instrument:university.listed       | forbidden
university.second                  | lab_manager         | classifiedHoldings.put | organisation:university           | forbidden
university.second                  | holder_admin        | classifiedHoldings.put | organisation:university           | allow
shanghai.first                     | holder_admin        | classifiedHoldings.get | organisation:university           | forbidden
enterprise.first                   | enterprise_admin    | workCalendar.replace  | -                                  | forbidden
bureau.first                       | bureau_admin        | workCalendar.replace  | -                                  | allow
# Money: who issues does not pay, who claims does not decide.
enterprise.second                  | enterprise_admin    | vouchers.get          | voucher:enterprise                 | allow
enterprise2.second                 | enterprise_admin    | vouchers.get          | voucher:enterprise                 | not-found
bureau.first                       | security_admin      | vouchers.get          | voucher:enterprise                 | forbidden
bureau.first                       | measure_reporter    | vouchers.get          | voucher:enterprise                 | forbidden
bureau.first                       | bureau_reviewer     | vouchers.issue        | -                                  | allow
bureau.first                       | finance_officer     | vouchers.issue        | -                                  | forbidden
enterprise.first                   | enterprise_admin    | vouchers.issue        | -                                  | forbidden
bureau.first                       | bureau_reviewer     | claims.approve        | claim:enterprise.submitted         | allow
bureau.first                       | finance_officer     | claims.approve        | claim:enterprise.submitted         | forbidden
enterprise.second                  | enterprise_admin    | claims.approve        | claim:enterprise.submitted         | forbidden
enterprise2.first                  | enterprise_admin    | claims.get            | claim:enterprise.submitted         | not-found
bureau.first                       | finance_officer     | paymentBatches.create | -                                  | allow
bureau.first                       | bureau_reviewer     | paymentBatches.create | -                                  | forbidden
bureau.first                       | finance_officer     | payeeAccounts.verify  | payee-account:university.confirmed | allow
university.second                  | holder_admin        | payeeAccounts.verify  | payee-account:university.confirmed | forbidden
enterprise2.first                  | enterprise_admin    | payeeAccounts.get     | payee-account:enterprise.proposed  | not-found
enterprise.first                   | enterprise_member   | payeeAccounts.get     | payee-account:enterprise.proposed  | forbidden
# The three administrators, none of whom does another's work.
bureau.first                       | auditor             | auditTrail.list       | -                                  | allow
bureau.first                       | bureau_admin        | auditTrail.list       | -                                  | forbidden
bureau.first                       | security_admin      | auditTrail.list       | -                                  | forbidden
bureau.first                       | auditor             | claims.get            | claim:enterprise.submitted         | allow
bureau.first                       | auditor             | claims.approve        | claim:enterprise.submitted         | forbidden
bureau.first                       | auditor             | members.create        | organisation:enterprise            | forbidden
bureau.first                       | security_admin      | members.create        | organisation:enterprise            | allow
bureau.first                       | security_admin      | sync.createRun        | -                                  | forbidden
bureau.first                       | bureau_admin        | sync.createRun        | -                                  | allow
# Organisations and their papers.
county.first                       | county_reviewer     | organisations.verify  | organisation:enterprise            | allow
county2.first                      | county_reviewer     | organisations.verify  | organisation:enterprise            | forbidden
enterprise.first                   | enterprise_admin    | organisations.verify  | organisation:enterprise            | forbidden
enterprise2.first                  | enterprise_admin    | files.get             | file:enterprise                    | not-found
enterprise2.first                  | enterprise_admin    | files.content         | file:enterprise                    | not-found
enterprise2.first                  | enterprise_admin    | sessions.endOne        | session:enterprise.first           | not-found
# An agent prepares for its principal and for nobody else, and decides nothing.
agent for enterprise               | enterprise_admin    | claims.get            | claim:enterprise.submitted         | allow
agent for enterprise               | enterprise_admin    | vouchers.get          | voucher:enterprise2                | not-found
agent for enterprise               | bureau_reviewer     | claims.approve        | claim:enterprise.submitted         | forbidden
agent for enterprise               | enterprise_admin    | payeeAccounts.get     | payee-account:enterprise.proposed  | forbidden
# Nobody, and somebody with half a sign-in.
nobody                             | bureau_admin        | me.get                | -                                  | not-signed-in
bureau.first without second factor | bureau_admin        | me.get                | -                                  | allow
bureau.first without second factor | bureau_admin        | organisations.list    | -                                  | second-factor-required
`;

export const SPOT_CHECKS: readonly SpotCheck[] = TABLE.split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [caller = '', role, operation = '', object, outcome] = line
      .split('|')
      .map((part) => part.trim());
    return {
      caller,
      role: known(ROLES, role, line),
      operation,
      object: object === '-' ? undefined : object,
      outcome: known(OUTCOMES, outcome, line),
    };
  });

function known<T extends string>(words: readonly T[], word: string | undefined, line: string): T {
  const found = words.find((one) => one === word);
  if (found === undefined) throw new Error(`${word} is none of ${words.join(', ')}: ${line}`);
  return found;
}
