import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
} from '@nestjs/common';
import { type HttpRequest, operationIdOf } from '@app/http';
import { ACCESS_POLICY, allows } from './access-policy';
import { NotSignedIn, OperationForbidden } from './identity.errors';
import type { Actor } from './roles';
import { SessionsService } from './sessions.service';

type ActorRequest = HttpRequest & { caller?: Actor };

/** Finds out who calls and holds every operation to its row of the access policy; no row, no entry. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly sessions: SessionsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = operationIdOf(context.getClass().name, context.getHandler().name);
    const rule = ACCESS_POLICY[operation];
    if (rule === undefined) throw new OperationForbidden();
    if (rule === 'anyone') return true;
    const request = context.switchToHttp().getRequest<ActorRequest>();
    request.caller = await this.sessions.findActor(request);
    if (!request.caller) throw new NotSignedIn();
    if (!allows(rule, request.caller.roles)) throw new OperationForbidden();
    return true;
  }
}

/** The signed-in person; every operation but those open to anyone has one. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { caller } = context.switchToHttp().getRequest<ActorRequest>();
  if (!caller) throw new NotSignedIn();
  return caller;
});
