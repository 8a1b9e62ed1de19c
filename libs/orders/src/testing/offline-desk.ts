import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { FileStore, type FileStorage } from '@app/files';
import { type Actor, OutsideProviders, SignedLinks } from '@app/identity';
import type { InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { AttachmentReleases } from '../attachments/attachment-releases';
import { OrderConfirmations } from '../confirmation/order-confirmations.service';
import { ServicePeriods } from '../confirmation/service-periods';
import { OfflineAnswers } from '../offline/offline-answers.service';
import { OfflineCourse } from '../offline/offline-course.service';
import type { FileOfflineServiceRequest } from '../offline/offline.dto';
import { OfflineEvidences } from '../offline/offline-evidence.service';
import { OfflineOrders } from '../offline/offline-orders.service';
import { OfflineReminders } from '../offline/offline-reminders.service';
import { OrderCompletions } from '../offline/order-completions.service';
import type { OrderState } from '../order.words';
import { LIST_FEN, type OrderDesk, type OrderSides } from './order-desk';

/** A provider outside the city that nobody registered. */
export const OUTSIDE = {
  ...{ nameZh: '上海某检测有限公司', creditCode: '91310115MA9JXDY10U' },
  regionCode: '310000',
};

/** Where links to it go. */
export const CONTACT = 'service@provider.example';

/** The services of filed orders beside an {@link OrderDesk}, with a builder for each state. */
export class OfflineDesk {
  readonly links: SignedLinks;
  readonly filed: OfflineOrders;
  readonly course: OfflineCourse;
  readonly evidence: OfflineEvidences;
  readonly confirmations: OrderConfirmations;
  readonly completions: OrderCompletions;
  readonly reminders: OfflineReminders;
  readonly files: FileStore;

  /** @param instruments only asked for orders that name an instrument */
  readonly releases = new AttachmentReleases();

  constructor(
    readonly desk: OrderDesk,
    storage: FileStorage,
    instruments: InstrumentsService = {} as InstrumentsService,
  ) {
    const { db, steps, orders, voucherParts } = desk;
    const [audit, outbox] = [new AuditService(), new Outbox()];
    const providers = new OutsideProviders(audit);
    const answers = new OfflineAnswers(steps, orders, voucherParts, providers);
    this.files = new FileStore(db, storage);
    this.links = new SignedLinks({
      secretKey: 'a secret of at least 32 characters',
    } as ConstructorParameters<typeof SignedLinks>[0]);
    this.confirmations = new OrderConfirmations(
      ...([db, this.links, new ServicePeriods(), outbox, audit, steps, answers] as const),
    );
    this.filed = new OfflineOrders(
      ...([db, orders, instruments, providers, this.confirmations, answers] as const),
      ...([voucherParts, this.files, outbox, audit] as const),
    );
    this.course = new OfflineCourse(
      ...([db, steps, orders, answers, this.files, this.releases] as const),
    );
    this.evidence = new OfflineEvidences(db, steps, answers, this.files, outbox);
    this.completions = new OrderCompletions(
      ...([db, this.links, steps, answers, this.confirmations, outbox, audit] as const),
    );
    this.reminders = new OfflineReminders(
      ...([db, this.confirmations, this.completions, outbox, audit] as const),
    );
  }

  /** A service by the lab of these sides, whose people are given the roles that let them answer. */
  async request(
    { manager }: Pick<OrderSides, 'manager'>,
    parts: Partial<FileOfflineServiceRequest> = {},
  ): Promise<FileOfflineServiceRequest> {
    await this.admit(manager);
    return {
      ...plan(),
      ...{ providerOrganisationId: manager.organisationId, ...parts },
    };
  }

  /** A service by a provider that has no account, outside the city unless told. */
  requestOutside(parts: Partial<FileOfflineServiceRequest> = {}): FileOfflineServiceRequest {
    return { ...plan(), provider: OUTSIDE, contactEmail: CONTACT, ...parts };
  }

  /** An order that has come to a state by the commands that lead there. */
  async build(sides: OrderSides, state: OrderState): Promise<string> {
    const { id } = await this.filed.create(sides.person, await this.request(sides), {});
    for (const step of this.wayTo(sides, state)) await step(id);
    return id;
  }

  /** As if it had been filed long ago, so that its provider is silent, and were over since yesterday. */
  async makeOld(orderId: string): Promise<void> {
    await this.desk.db.query(
      `UPDATE service_order SET created_at = created_at - interval '90 days' WHERE id = $1`,
      [orderId],
    );
    await this.desk.db.query(
      `UPDATE offline_order SET starts_at = app_now() - interval '2 days', ends_at = app_now() - interval '1 day' WHERE order_id = $1`,
      [orderId],
    );
  }

  /** The token of the latest mail with a link about an order. */
  async tokenOf(
    orderId: string,
    purpose: 'order-confirmation' | 'order-completion' = 'order-confirmation',
  ): Promise<string> {
    const [link]: { id: string }[] = await this.desk.db.query(
      'SELECT id FROM signed_link WHERE object_id = $1 AND purpose = $2 ORDER BY id DESC LIMIT 1',
      [orderId, purpose],
    );
    return this.links.tokenOf(purpose, link?.id ?? newId());
  }

  /** A file of somebody's organisation. */
  async buildFile({ organisationId }: Actor): Promise<string> {
    const { id } = await this.files.put({
      ...{ ownerOrganisationId: organisationId, name: '合同.pdf', mediaType: 'application/pdf' },
      content: Buffer.from('%PDF'),
    });
    return id;
  }

  /** Mails that were asked for about an order, the first one first. */
  async mailsOf(orderId: string): Promise<string[]> {
    const rows: { mail: string }[] = await this.desk.db.query(
      `SELECT payload->>'mail' AS mail FROM outbox_message
        WHERE job = 'send-mail' AND payload->>'objectId' = $1 ORDER BY id`,
      [orderId],
    );
    return rows.map(({ mail }) => mail);
  }

  /** Lets somebody sign in for the organisation. */
  private async admit({ userId, organisationId, roles }: Actor): Promise<void> {
    await this.desk.db.query(
      'INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING',
      [userId, organisationId, roles],
    );
  }

  private wayTo(
    { person, leader, manager }: OrderSides,
    state: OrderState,
  ): ((id: string) => Promise<unknown>)[] {
    const { course } = this;
    const confirm = (id: string) => course.confirm(manager, id, {});
    const complete = (id: string) => course.complete(manager, id, {}, {});
    const completed = [confirm, complete];
    const ways: Partial<Record<OrderState, ((id: string) => Promise<unknown>)[]>> = {
      submitted: [],
      open: [confirm],
      completed,
      accepted: [...completed, (id) => this.desk.orders.accept(leader, id, {})],
      disputed: [...completed, (id) => this.desk.disputes.open(leader, id, '数据缺失', {})],
      cancelled: [confirm, (id) => course.cancel(person, id, null, {})],
      rejected: [(id) => course.reject(manager, id, '排期已满', {})],
      withdrawn: [(id) => course.withdraw(person, id, {})],
    };
    const way = ways[state];
    if (!way) throw new Error(`no filed service is ${state}`);
    return way;
  }
}

/** Planned for the year 2099, so that no test depends on the day it runs. */
const plan = (): Omit<FileOfflineServiceRequest, 'contactEmail'> => ({
  ...{ kind: 'offline', description: '透射电镜形貌观察 6 个样', purpose: 'testing' },
  ...{ startsAt: '2099-03-02T09:00:00+08:00', endsAt: '2099-03-04T18:00:00+08:00' },
  ...{ place: '上海市浦东新区某路 1 号', regionCode: '310000', feeFen: LIST_FEN },
});
