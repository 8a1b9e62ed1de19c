import { AuditService } from '@app/audit';
import { Outbox } from '@app/messaging';
import { WorkCalendarService } from '@app/work-calendar';
import { ClassifiedHoldings } from '../duty/classified-holdings.service';
import { Connections } from '../duty/connections.service';
import { DeadlineRecount } from '../duty/deadline-recount.service';
import { DutyService } from '../duty/duty.service';
import { Exemptions } from '../duty/exemptions.service';
import { ExternalIds } from '../duty/external-ids.service';
import { UseDecisions } from '../duty/use-decisions.service';
import type { TestRegister } from './register';

/** The services of the duty to share beside a register. */
export class DutyDesk {
  readonly calendars: WorkCalendarService;
  readonly duty: DutyService;
  readonly decisions: UseDecisions;
  readonly exemptions: Exemptions;
  readonly connections: Connections;
  readonly externalIds: ExternalIds;
  readonly holdings: ClassifiedHoldings;
  readonly deadlines: DeadlineRecount;

  constructor({ db }: Pick<TestRegister, 'db'>) {
    const audit = new AuditService();
    const outbox = new Outbox();
    this.calendars = new WorkCalendarService(db);
    this.duty = new DutyService(db);
    this.decisions = new UseDecisions(db, this.calendars, audit, outbox);
    this.exemptions = new Exemptions(db, audit);
    this.connections = new Connections(db, this.calendars, audit);
    this.externalIds = new ExternalIds(db, this.connections, audit, outbox);
    this.holdings = new ClassifiedHoldings(db, audit);
    this.deadlines = new DeadlineRecount(db, this.calendars, audit);
  }
}
