import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { AuditService } from '@app/audit';
import { acrossOrganisations } from '@app/database';
import { FILE_KINDS, FileStore, StoredFile, TEXT_KIND } from '@app/files';
import { type Actor, mayCall, type Subject } from '@app/identity';
import {
  AttachmentReleases,
  OrderContracts,
  OrderNotFound,
  type OrderParties,
  ServiceOrder,
  sideOf,
  subjectOf,
} from '@app/orders';
import type { IndexedPart } from './archive-index';
import type { ArchiveSource, PartOf } from './archive-source';
import { ARCHIVE_SOURCES } from './archive-sources';
import { type ArchiveEntry, streamArchive } from './archive-stream';

/** An archive on its way to its reader. */
export interface ArchiveDownload {
  name: string;
  stream: Readable;
}

/** What one source gave of an order. */
interface FoundPart {
  source: ArchiveSource;
  facts: object[];
  files: (StoredFile & { label: string })[];
}

const CONTRACT = '06-contract';
/** What sources call the paper that may have to wait for payment, as order attachments do. */
const REPORT = 'report';

/** Everything that is kept of an order, as far as its reader may see it, in one archive (一单一档). */
@Injectable()
export class OrderArchives {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly contracts: OrderContracts,
    private readonly releases: AttachmentReleases,
    private readonly audit: AuditService,
  ) {}

  /**
   * The archive of an order; the same bytes for the same reader as long as nothing of the order changes. Its facts are of one
   * moment.
   *
   * @throws OrderNotFound
   */
  async open(actor: Actor, orderId: string): Promise<ArchiveDownload> {
    const { number, parts, found } = await this.db.transaction('REPEATABLE READ', (tx) =>
      this.read(tx, actor, orderId),
    );
    const entries = found.flatMap((part) => this.entriesOf(part));
    entries.push(...(await this.contractOf(orderId, found)));
    entries.sort((one, other) => (one.path < other.path ? -1 : 1));
    const stream = Readable.from(streamArchive({ orderNumber: number, parts, entries }));
    return { name: `${number}.zip`, stream };
  }

  private async read(
    tx: EntityManager,
    actor: Actor,
    orderId: string,
  ): Promise<{ number: string; parts: IndexedPart[]; found: FoundPart[] }> {
    const order = await tx.getRepository(ServiceOrder).findOneBy({ id: orderId });
    if (!order) throw new OrderNotFound();
    // Whose clock the times are told by does not depend on the server.
    await tx.query(`SET LOCAL TIME ZONE 'Asia/Shanghai'`);
    const [parts, found]: [IndexedPart[], FoundPart[]] = [[], []];
    for (const source of ARCHIVE_SOURCES) {
      const { name, title, readBy, partOf } = source;
      if (!mayCall(actor, readBy, SUBJECTS[partOf](order))) {
        parts.push({ name, title, facts: 'withheld' });
        continue;
      }
      const kept = await findPart(tx, source, orderId);
      const part = await this.released(tx, actor, order, kept);
      const withheldFiles = kept.files.length - part.files.length;
      parts.push({
        ...{ name, title, facts: part.facts.length },
        ...(withheldFiles > 0 && { withheldFiles }),
      });
      if (part.facts.length > 0) found.push(part);
    }
    await this.audit.record(tx, {
      ...{ actor, action: 'order.archive', objectType: 'service_order', objectId: orderId },
      detail: { parts: found.map(({ source }) => source.name) },
    });
    return { number: order.number, parts, found };
  }

  /** The part without reports of the other side that are held back from the reader. */
  private async released(
    tx: EntityManager,
    actor: Actor,
    order: ServiceOrder,
    part: FoundPart,
  ): Promise<FoundPart> {
    const isOfOther = ({ label, ownerOrganisationId }: FoundPart['files'][number]) =>
      label === REPORT && ownerOrganisationId !== actor.organisationId;
    if (!part.files.some(isOfOther)) return part;
    const withheld = await this.releases.findWithheld(tx, {
      ...{ orderId: order.id, kind: REPORT },
      ...{ side: sideOf(actor, order), isOwn: false },
    });
    return withheld ? { ...part, files: part.files.filter((file) => !isOfOther(file)) } : part;
  }

  private entriesOf({ source: { name, title }, facts, files }: FoundPart): ArchiveEntry[] {
    const text = `${JSON.stringify(facts, null, 2)}\n`;
    return [
      { path: `${name}.json`, title, content: () => Buffer.from(text, 'utf8') },
      ...files.map((file, at) => ({
        path: `${name}/${pathOf(file, at)}`,
        ...{ title, originalName: file.name },
        content: () => this.files.open(file),
      })),
    ];
  }

  /** The contract that a side has accepted, printed; one that nobody has is not kept and changes with the day. */
  private async contractOf(orderId: string, found: readonly FoundPart[]): Promise<ArchiveEntry[]> {
    const part = found.find(({ source }) => source.name === CONTRACT);
    if (!part || (await this.contracts.get(orderId)).state === 'draft') return [];
    const { name, content } = await this.contracts.print(orderId);
    const { title } = part.source;
    return [
      { path: `${CONTRACT}/contract.pdf`, title, originalName: name, content: () => content },
    ];
  }
}

/** Whose a part is, as the policy's finder of its objects would say. */
const SUBJECTS: Readonly<Record<PartOf, (order: OrderParties) => Partial<Subject>>> = {
  order: subjectOf,
  holder: ({ userOrganisationId, providerOrganisationId }) => ({
    organisationIds: [providerOrganisationId],
    counterpartyIds: [userOrganisationId],
  }),
  user: ({ userOrganisationId }) => ({ organisationIds: [userOrganisationId] }),
  // Row-level security lets each side see its own alone.
  either: ({ userOrganisationId, providerOrganisationId }) => ({
    organisationIds: [userOrganisationId, providerOrganisationId],
  }),
};

async function findPart(
  tx: EntityManager,
  source: ArchiveSource,
  orderId: string,
): Promise<FoundPart> {
  const rows: { fact: object }[] = await tx.query(source.facts, [orderId]);
  const facts = rows.map(({ fact }) => camelCased(fact));
  if (source.files === undefined) return { source, facts, files: [] };
  const named: { id: string; label: string }[] = await tx.query(source.files, [orderId]);
  // A paper of the other side that belongs to the order is read with it.
  const stored = await acrossOrganisations(tx, () =>
    tx.getRepository(StoredFile).findBy({ id: In(named.map(({ id }) => id)) }),
  );
  const byId = new Map(stored.map((file) => [file.id, file]));
  const files = named.flatMap(({ id, label }) => {
    const file = byId.get(id);
    return file ? [{ ...file, label }] : [];
  });
  return { source, facts, files };
}

/** A row as JSON writes it elsewhere; what stands inside a column is written so already. */
const camelCased = (fact: object): object =>
  Object.fromEntries(
    Object.entries(fact).map(([key, value]) => [
      key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      value as unknown,
    ]),
  );

/** A name that every system takes: what the sender called it stands in the index. */
function pathOf({ label, mediaType }: FoundPart['files'][number], at: number): string {
  const kind = [...FILE_KINDS, TEXT_KIND].find((one) => one.mediaType === mediaType);
  return `${String(at + 1).padStart(3, '0')}-${label}${kind?.extensions[0] ?? '.bin'}`;
}
