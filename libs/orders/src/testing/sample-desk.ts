import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import type { InstrumentsService } from '@app/instruments';
import type { OrderState } from '../order.words';
import type { CreateOrderRequest, PriceSampleOrderRequest } from '../samples/sample.dto';
import { WorkCalendarService } from '@app/work-calendar';
import { SamplePromises } from '../samples/promises/sample-promises.service';
import { SampleQueue } from '../samples/promises/sample-queue.service';
import { SamplePrices } from '../samples/sample-prices';
import { MachineTime } from '../samples/machine-time';
import { SampleCourse } from '../samples/sample-course.service';
import { SampleOrders } from '../samples/sample-orders.service';
import { SampleQuotes } from '../samples/sample-quotes.service';
import type { OrderDesk, OrderSides } from './order-desk';

/** Fee of the orders that a test builds, in fen: two tests of five hundred yuan. */
export const SAMPLE_FEN = 100_000;

/** A report as the lab hands it over. */
export const REPORT = {
  ...{ reportNumber: 'BG-2026-001', reportIssuedOn: '2026-01-05' },
  reportSha256: 'ab'.repeat(32),
};

/** The services of sample orders beside an {@link OrderDesk}, with a builder for each state. */
export class SampleDesk {
  readonly samples: SampleOrders;
  readonly quotes: SampleQuotes;
  readonly course: SampleCourse;
  readonly machineTime = new MachineTime();
  readonly queue: SampleQueue;
  readonly promises: SamplePromises;

  /** @param instruments only asked for orders that name an instrument */
  constructor(
    readonly desk: OrderDesk,
    instruments: InstrumentsService = {} as InstrumentsService,
  ) {
    const { db, steps, orders, voucherParts } = desk;
    this.samples = new SampleOrders(db, orders, instruments, voucherParts, new AuditService());
    this.queue = new SampleQueue(db, new WorkCalendarService(db), new AuditService());
    this.quotes = new SampleQuotes(
      ...([db, steps, new SamplePrices(instruments), this.queue, voucherParts] as const),
    );
    this.promises = new SamplePromises(db, steps);
    this.course = new SampleCourse(db, steps, orders, this.machineTime);
  }

  /** A request to the lab of these sides. */
  request(sides: OrderSides, parts: Partial<CreateOrderRequest> = {}): CreateOrderRequest {
    return {
      ...{ kind: 'sample', providerOrganisationId: sides.manager.organisationId },
      items: [{ name: '断裂强力', standard: 'GB/T 3923.1-2013', quantity: 2 }],
      samples: [
        { name: '机织物 A', quantity: 3, hazards: '含有机溶剂，避火' },
        { name: '机织物 B', quantity: 1 },
      ],
      ...{ urgency: 'normal', reportKind: 'cma', leftOver: 'return', purpose: 'testing' },
      ...parts,
    };
  }

  /** A quote of {@link SAMPLE_FEN}. */
  quote(parts: Partial<PriceSampleOrderRequest> = {}): PriceSampleOrderRequest {
    const lines = [{ text: '断裂强力', quantity: 2, unitFen: 50_000, reason: '按协议价' }];
    return { lines, promisedOn: '2099-06-30', ...parts };
  }

  /** An order that has come to a state by the commands that lead there. */
  async build(
    sides: OrderSides,
    state: OrderState,
    parts: Partial<CreateOrderRequest> = {},
  ): Promise<string> {
    const { id } = await this.samples.create(sides.person, this.request(sides, parts), {});
    for (const step of this.wayTo(sides, state)) await step(id);
    return id;
  }

  /** Lays {@link REPORT} beside an order; its bytes are stored nowhere. */
  async attachReport({ userId, organisationId }: Actor, orderId: string): Promise<void> {
    const fileId = newId();
    await this.desk.db.query(
      `INSERT INTO stored_file (id, owner_organisation_id, name, media_type, size_bytes, sha256)
       VALUES ($1, $2, '报告.pdf', 'application/pdf', 1, $3)`,
      [fileId, organisationId, REPORT.reportSha256],
    );
    await this.desk.db.query(
      `INSERT INTO order_attachment (id, order_id, file_id, kind, sha256, attached_by, organisation_id)
       VALUES ($1, $2, $3, 'report', $4, $5, $6)`,
      [newId(), orderId, fileId, REPORT.reportSha256, userId, organisationId],
    );
  }

  private wayTo(
    { person, leader, manager }: OrderSides,
    state: OrderState,
  ): ((id: string) => Promise<unknown>)[] {
    const { quotes, course } = this;
    const price = (id: string) => quotes.price(manager, id, this.quote(), {});
    const accept = (id: string) => quotes.accept(person, id, {});
    const send = (id: string) => course.send(person, id, { carrier: '顺丰' }, {});
    const receive = (id: string) => course.receive(manager, id, {});
    const start = async (id: string) => {
      await course.start(manager, id, {});
      await this.attachReport(manager, id);
    };
    const complete = (id: string) => course.complete(manager, id, REPORT, {});
    const open = [price, accept];
    const completed = [...open, send, receive, start, complete];
    const ways: Record<OrderState, ((id: string) => Promise<unknown>)[]> = {
      submitted: [],
      priced: [price],
      open,
      sent: [...open, send],
      received: [...open, send, receive],
      running: [...open, send, receive, start],
      completed,
      accepted: [...completed, (id) => this.desk.orders.accept(leader, id, {})],
      disputed: [...completed, (id) => this.desk.disputes.open(leader, id, '数据缺失', {})],
      cancelled: [...open, (id) => course.cancel(person, id, null, {})],
      rejected: [(id) => quotes.reject(manager, id, '设备停用', {})],
      withdrawn: [(id) => quotes.withdraw(person, id, {})],
      expired: [
        price,
        (id) =>
          this.desk.db.query(
            `UPDATE sample_order SET quote_valid_until = '2020-01-01' WHERE order_id = $1`,
            [id],
          ),
        () => this.desk.db.transaction((tx) => quotes.expire(tx)),
      ],
    };
    return ways[state];
  }
}
