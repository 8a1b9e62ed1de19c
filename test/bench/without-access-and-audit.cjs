// Loaded into an api process before it starts: takes out what test/bench/access-audit.cjs measures. BENCH_WITHOUT names it:
// `audit` records nothing, `access` records and decides nothing, `session` also asks only once who calls.
const path = require('node:path');

const dist = (file) => require(path.join(__dirname, '../../dist/libs', file));

function leaveOutAudit() {
  const { AuditService } = dist('audit/src/audit.service');
  AuditService.prototype.record = () => Promise.resolve();
}

/** The first request of a session is decided as ever; what it found out holds for the others. */
function leaveOutAccess({ withSession }) {
  const { AccessGuard } = dist('identity/src/access/access.guard');
  const { callContext, EVERY_ORGANISATION } = dist('common/src');
  const known = new Map();
  const decide = AccessGuard.prototype.canActivate;
  AccessGuard.prototype.canActivate = async function (context) {
    const request = context.switchToHttp().getRequest();
    const { cookie } = request.headers;
    const seen = known.get(cookie);
    if (!seen) {
      const allowed = await decide.call(this, context);
      known.set(cookie, { caller: request.caller, signedIn: request.signedIn });
      return allowed;
    }
    if (withSession) await this.callers.find(request);
    Object.assign(request, seen);
    callContext().scope = EVERY_ORGANISATION;
    return true;
  };
}

// The launcher's own preload comes first and the application after it: hence at the end of this turn.
process.nextTick(() => {
  const without = process.env.BENCH_WITHOUT;
  if (without) leaveOutAudit();
  if (without === 'access' || without === 'session') {
    leaveOutAccess({ withSession: without === 'access' });
  }
});
