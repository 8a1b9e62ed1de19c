import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService, NOTHING } from '@app/audit';
import { FieldsRefused } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import { type Actor, type Affiliation, AFFILIATIONS } from '@app/identity';
import { ReviewRoute } from './review-route.entity';
import type { ReviewRouteResponse, ReviewRoutesResponse } from './review.dto';
import { routeFaults, SHORT_FORM } from './review.rules';
import type { RouteStep } from './review.words';

/** Which steps the records of holders pass, by their affiliation; what is under way keeps the steps it began with. */
@Injectable()
export class ReviewRoutesService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** The routes of all affiliations, the short form where nothing is set. */
  async list(): Promise<ReviewRoutesResponse> {
    const routes = await this.db.getRepository(ReviewRoute).find();
    const items = AFFILIATIONS.map((affiliation) =>
      toResponse(
        affiliation,
        routes.find((route) => route.affiliation === affiliation),
      ),
    );
    return { items };
  }

  /**
   * Sets the steps of one affiliation for records submitted from now on.
   *
   * @throws FieldsRefused for steps that contradict each other (422)
   * @throws VersionConflict when somebody else set them since (412)
   */
  async put(
    actor: Actor,
    affiliation: Affiliation,
    steps: readonly RouteStep[],
    { ifMatch, call }: CommandCall,
  ): Promise<ReviewRouteResponse> {
    const faults = routeFaults(affiliation, steps);
    if (faults.length > 0) throw new FieldsRefused(faults);
    return inCommand(this.db, call, async (tx) => {
      // One row at a time, also the first: two who set a route at once are told apart by its version.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('review-route ' || $1, 0))`, [
        affiliation,
      ]);
      const routes = tx.getRepository(ReviewRoute);
      const version = (await routes.findOneBy({ affiliation }))?.version ?? 0;
      requireVersion(ifMatch, version);
      const route = { affiliation, steps: [...steps], version: version + 1 };
      await routes.upsert({ ...route, changedBy: actor.userId, changedAt: () => 'app_now()' }, [
        'affiliation',
      ]);
      await this.audit.record(tx, {
        actor,
        action: 'review-route.put',
        objectType: 'review_route',
        // A route has its affiliation for an id.
        objectId: NOTHING,
        detail: route,
      });
      return toResponse(affiliation, route);
    });
  }
}

const toResponse = (
  affiliation: Affiliation,
  route: Pick<ReviewRoute, 'steps' | 'version'> | undefined,
): ReviewRouteResponse => ({
  affiliation,
  steps: route?.steps ?? SHORT_FORM,
  isDefault: route === undefined,
  version: route?.version ?? 0,
});
