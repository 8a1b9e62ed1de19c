import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilMinuteOf, FieldsRefused, instantOf, isoInZone, newId, NotFound } from '@app/common';
import { acrossOrganisations, inCommand, inTransaction } from '@app/database';
import { FileStore, type StoredFile } from '@app/files';
import type { CommandCall } from '@app/http';
import { type Actor, findFileProblems } from '@app/identity';
import { type ContractClauses, ContractTemplates } from '@app/instruments';
import { ServicePeriods } from '../confirmation/service-periods';
import { isOver, type OrderSide, type OrderState } from '../order.words';
import { findMissingContract, requireContract } from './contract-before-use';
import { printContract, type PrintedSide } from './contract-pdf';
import {
  type ContractFacts,
  contractHash,
  contractNumber,
  contractText,
  isSameDeal,
} from './contract-text';
import {
  type ContractOrder,
  factsOf,
  findContractOrder,
  findKeptContract,
  isWithOneself,
  type KeptContract,
} from './contract.queries';
import type {
  AcceptContractRequest,
  ContractSideResponse,
  OrderContractResponse,
} from './order-contract.dto';
import type { ContractRule } from './order-contract.entity';
import {
  ContractChanged,
  ContractOrderOver,
  ContractTooEarly,
  ContractWithOneself,
} from './order-contract.errors';

/** The clauses in force for a holder, and which ones they are. */
interface Template {
  source: string;
  version: number;
  clauses: ContractClauses;
}

/** A contract of now, kept or not. */
interface Contract {
  kept: KeptContract | undefined;
  order: ContractOrder;
  version: number;
  facts: ContractFacts;
  text: string;
  template: Pick<Template, 'source' | 'version'>;
}

/** Contracts of orders: made of the order and the clauses in force, kept and never changed once a side accepts. */
@Injectable()
export class OrderContracts {
  constructor(
    private readonly db: DataSource,
    private readonly templates: ContractTemplates,
    private readonly periods: ServicePeriods,
    private readonly files: FileStore,
    private readonly audit: AuditService,
  ) {}

  /** @throws OrderNotFound, ContractWithOneself (422) */
  async get(orderId: string): Promise<OrderContractResponse> {
    return toResponse(orderId, await this.findNow(orderId));
  }

  /** The contract as a PDF, with who accepted it or lines to sign on. @throws as {@link get} */
  async print(orderId: string): Promise<{ name: string; content: Buffer }> {
    const contract = await this.findNow(orderId);
    const { number, sha256, user, provider } = toResponse(orderId, contract);
    const madeAt =
      contract.kept?.created_at ?? new Date(`${contract.facts.values.today}T00:00:00+08:00`);
    const sides = { user: printedSide(user), provider: printedSide(provider) };
    const content = await printContract({ number, sha256, madeAt, text: contract.text, ...sides });
    return { name: `合同-${number}.pdf`, content };
  }

  /**
   * Keeps that the actor's side accepts the contract it read, electronically or with a scan of the signed paper. A side
   * that accepted it already stays as it is.
   *
   * @throws ContractChanged when it is no longer the contract of now (409), ContractOrderOver, ContractTooEarly (409)
   * @throws FieldsRefused for a file that is not the organisation's (422), ContractWithOneself (422)
   */
  async accept(
    actor: Actor,
    orderId: string,
    { sha256, fileId }: AcceptContractRequest,
    { call }: CommandCall,
  ): Promise<OrderContractResponse> {
    const template = await this.templateFor(this.db.manager, orderId);
    return inCommand(this.db, call, async (tx) => {
      // The order is the lock: both sides may accept at once, and it may change at the same time.
      await tx.query('SELECT FROM service_order WHERE id = $1 FOR UPDATE', [orderId]);
      const contract = await this.findIn(tx, orderId, template);
      requireBinding(contract.order.state);
      if (contractHash(contract.text) !== sha256.toLowerCase())
        throw new ContractChanged(contractHash(contract.text));
      const side = sideOf(actor, contract.order);
      await this.requireOwnFile(tx, actor, fileId);
      const id = contract.kept?.id ?? (await keep(tx, orderId, contract));
      if (await sign(tx, id, side, actor, fileId ?? null))
        await this.audit.record(tx, {
          ...{ actor, action: 'order-contract.accept', objectType: 'order_contract', objectId: id },
          detail: { orderId, side, byScan: Boolean(fileId) },
        });
      return toResponse(orderId, await this.findIn(tx, orderId, template));
    });
  }

  /** The paper that a side signed, whoever of the two asks. @throws NotFound when there is none */
  async openScan(orderId: string, side: OrderSide): Promise<{ file: StoredFile; content: Buffer }> {
    const { kept } = await this.findNow(orderId);
    const id = side === 'user' ? kept?.user_scan_id : kept?.provider_scan_id;
    if (!id) throw new NotFound({ zh: '合同扫描件', en: 'scan of a contract' });
    const file = await inTransaction(this.db, (tx) =>
      acrossOrganisations(tx, () => this.files.get(id, tx)),
    );
    return { file, content: await this.files.open(file) };
  }

  /** Before a service begins, in its transaction. @throws ContractRequired when the holder asks for one (422) */
  requireBeforeUse(tx: EntityManager, orderId: string): Promise<void> {
    return requireContract(tx, orderId);
  }

  /** What the holder asks for and both sides have not accepted yet; null when the service may begin. */
  findMissing(tx: EntityManager, orderId: string): Promise<ContractRule | null> {
    return findMissingContract(tx, orderId);
  }

  private async findNow(orderId: string): Promise<Contract> {
    const template = await this.templateFor(this.db.manager, orderId);
    return inTransaction(this.db, (tx) => this.findIn(tx, orderId, template));
  }

  private async templateFor(tx: EntityManager, orderId: string): Promise<Template> {
    const { providerOrganisationId } = await findContractOrder(tx, orderId);
    return this.templates.get(providerOrganisationId);
  }

  /** What both sides accepted stands; what one did stands while the order is what it was; else it is made anew. */
  private async findIn(tx: EntityManager, orderId: string, template: Template): Promise<Contract> {
    const order = await findContractOrder(tx, orderId);
    if (isWithOneself(order)) throw new ContractWithOneself();
    const facts = factsOf(order, await this.periods.find(tx, orderId));
    const kept = await findKeptContract(tx, orderId);
    if (kept && (isSignedByBoth(kept) || isSameDeal(kept.facts, facts))) {
      const { version, text, template_source: source, template_version: of } = kept;
      return { kept, order, version, facts: kept.facts, text, template: { source, version: of } };
    }
    const version = (kept?.version ?? 0) + 1;
    const text = contractText(facts, template.clauses, version);
    return { kept: undefined, order, version, facts, text, template };
  }

  private async requireOwnFile(
    tx: EntityManager,
    { organisationId }: Actor,
    fileId: string | null | undefined,
  ): Promise<void> {
    if (!fileId) return;
    const named = { '/fileId': fileId };
    const problems = await findFileProblems(this.files, tx, organisationId, named);
    if (problems.length > 0) throw new FieldsRefused(problems);
  }
}

/** States in which an order binds nobody yet: samples that no accepted quote prices. */
const EARLY: readonly OrderState[] = ['submitted', 'priced'];

/** @throws ContractOrderOver, ContractTooEarly unless the order binds both sides (409) */
function requireBinding(state: OrderState): void {
  if (isOver(state)) throw new ContractOrderOver();
  if (EARLY.includes(state)) throw new ContractTooEarly();
}

const isSignedByBoth = (kept: KeptContract): boolean =>
  kept.user_accepted_at !== null && kept.provider_accepted_at !== null;

const sideOf = ({ organisationId }: Actor, order: ContractOrder): OrderSide =>
  organisationId === order.userOrganisationId ? 'user' : 'provider';

async function keep(
  tx: EntityManager,
  orderId: string,
  { version, facts, text, template }: Contract,
): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO order_contract (id, order_id, version, template_source, template_version, facts, text, sha256)
     VALUES ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'))`,
    [
      ...[id, orderId, version, template.source, template.version],
      ...[JSON.stringify(facts), text, contractHash(text)],
    ],
  );
  return id;
}

/** @returns false when the side had accepted before */
async function sign(
  tx: EntityManager,
  id: string,
  side: OrderSide,
  { userId }: Actor,
  fileId: string | null,
): Promise<boolean> {
  const [signed]: [unknown[], number] = await tx.query(
    `UPDATE order_contract SET ${side}_accepted_by = $2, ${side}_accepted_at = app_now(), ${side}_scan_id = $3
      WHERE id = $1 AND ${side}_accepted_at IS NULL RETURNING id`,
    [id, userId, fileId],
  );
  return signed.length > 0;
}

function toResponse(
  orderId: string,
  { kept, order, version, facts, text, template }: Contract,
): OrderContractResponse {
  return {
    orderId,
    number: contractNumber(facts, version),
    state: kept === undefined ? 'draft' : isSignedByBoth(kept) ? 'signed' : 'open',
    ...{ version, text, sha256: contractHash(text) },
    ...{ templateSource: template.source, templateVersion: template.version },
    user: {
      nameZh: facts.user.nameZh,
      acceptedAt: kept?.user_accepted_at ? isoInZone(instantOf(kept.user_accepted_at)) : null,
      acceptedBy: kept?.user_accepted_by_name ?? null,
      hasScan: Boolean(kept?.user_scan_id),
    },
    provider: {
      nameZh: facts.provider.nameZh,
      acceptedAt: kept?.provider_accepted_at
        ? isoInZone(instantOf(kept.provider_accepted_at))
        : null,
      acceptedBy: kept?.provider_accepted_by_name ?? null,
      hasScan: Boolean(kept?.provider_scan_id),
    },
    required: order.rule,
  };
}

const printedSide = ({
  nameZh,
  acceptedAt,
  acceptedBy,
  hasScan,
}: ContractSideResponse): PrintedSide => ({
  nameZh,
  acceptance:
    acceptedAt === null
      ? null
      : `由 ${acceptedBy ?? ''} 于 ${civilMinuteOf(instantOf(new Date(acceptedAt)))} ${hasScan ? '上传签章件确认' : '电子确认'}`,
});
