import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
} from '@nestjs/common';
import { RefusalLog } from '@app/audit';
import {
  callContext,
  type DomainError,
  EVERY_ORGANISATION,
  inCallContext,
  NO_ORGANISATION,
  NotFound,
} from '@app/common';
import { type HttpRequest, isId, operationIdOf, refuseId } from '@app/http';
import {
  FieldsNotWritable,
  NotSignedIn,
  OperationForbidden,
  PasswordExpired,
  ProofRequired,
  SecondFactorRequired,
} from '../identity.errors';
import { CallersService } from '../sessions/callers.service';
import { ACCESS_POLICY } from './access-policy';
import { type AccessRow, any, verdictOf } from './access-row';
import { opens } from './api-key-scopes';
import type { Caller } from './caller';
import { objectName } from './object-names';
import { type Relation, relationsOf } from './relations';
import { type Actor, type ActingRole, OVERSIGHT } from './roles';
import { Subjects } from './subjects';
import { unwritableFields } from './writable-fields';

/** What the guard found out about a request, for the handler and the interceptors. */
export interface Access {
  row: AccessRow;
  relations: ReadonlySet<Relation> | undefined;
}

export type AccessRequest = HttpRequest & {
  caller?: { userId: string };
  signedIn?: Caller;
  access?: Access;
};

/** Offices whose database scope is every organisation; what each may touch there is the policy's matter. */
const ACROSS: readonly ActingRole[] = [
  ...OVERSIGHT,
  'security_admin',
  'county_reviewer',
  'department_reviewer',
  'measure_reviewer',
];

/**
 * Decides every request by its row of the access policy, here and nowhere else: who calls, what the session is good
 * for, how the caller stands to the object of the address. Services take that as settled; what a body names, and rules
 * such as maker and checker, are theirs.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly callers: CallersService,
    private readonly subjects: Subjects,
    private readonly refusals: RefusalLog,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = operationIdOf(context.getClass().name, context.getHandler().name);
    const request = context.switchToHttp().getRequest<AccessRequest>();
    const row = ACCESS_POLICY[operation];
    if (row === undefined) throw new OperationForbidden();
    if (row.who === 'anyone') {
      enterScope(NO_ORGANISATION);
      return true;
    }
    const caller = await this.callers.find(request);
    if (!caller) throw new NotSignedIn();
    request.caller = caller.actor;
    request.signedIn = caller;
    const relations = await this.relationsTo(request, row, caller.actor);
    const refusal = refusalOf({ operation, row, caller, relations, body: request.body });
    if (refusal) {
      await this.refusals.record(caller.actor, operation, row.object, idOf(request), refusal.code);
      throw refusal;
    }
    request.access = { row, relations };
    enterScope(scopeOf(caller.actor), caller.actor.agentOrganisationId);
    return true;
  }

  private async relationsTo(
    request: AccessRequest,
    { object }: AccessRow,
    actor: Actor,
  ): Promise<ReadonlySet<Relation> | undefined> {
    const id = idOf(request);
    if (object === undefined) return undefined;
    if (!isId(id)) refuseId('id');
    // Whose an object is must be known before it is known whether the caller may see it.
    const everywhere = { requestId: request.id, scope: EVERY_ORGANISATION };
    const subject = await inCallContext(everywhere, () => this.subjects.find(object, id));
    return subject && relationsOf(actor, subject);
  }
}

const idOf = (request: AccessRequest): string | undefined =>
  (request.params as { id?: string } | undefined)?.id;

interface Question {
  operation: string;
  row: AccessRow;
  caller: Caller;
  relations: ReadonlySet<Relation> | undefined;
  body: unknown;
}

function refusalOf({ operation, row, caller, relations, body }: Question): DomainError | undefined {
  if (caller.scopes !== null && !opens(caller.scopes, operation)) return new OperationForbidden();
  if (caller.lacksSecondFactor && !row.whileRestricted) return new SecondFactorRequired();
  if (caller.passwordExpired && !row.whileRestricted) return new PasswordExpired();
  const verdict = verdictOf(row, caller.actor.roles, relations);
  if (verdict === 'forbidden') return new OperationForbidden();
  if (verdict === 'not-found' && row.object) return new NotFound(objectName(row.object));
  const unwritable = unwritableFields(row, caller.actor.roles, relations, body);
  if (unwritable.length > 0) return new FieldsNotWritable(unwritable);
  if (row.recentProof && !caller.provedRecently) return new ProofRequired();
  return undefined;
}

const scopeOf = (actor: Actor): string =>
  verdictOf({ who: [any(...ACROSS)] }, actor.roles) === 'allow'
    ? EVERY_ORGANISATION
    : actor.organisationId;

function enterScope(scope: string, agentOrganisationId: string | null = null): void {
  const context = callContext();
  if (!context) return;
  context.scope = scope;
  if (agentOrganisationId !== null) context.agentOrganisationId = agentOrganisationId;
}

/** The signed-in person; every operation but those open to anyone has one. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Actor => currentCaller(context).actor,
);

/** The signed-in person with what the session behind the request is good for. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  currentCaller(context),
);

function currentCaller(context: ExecutionContext): Caller {
  const { signedIn } = context.switchToHttp().getRequest<AccessRequest>();
  if (!signedIn) throw new NotSignedIn();
  return signedIn;
}
