import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused } from '@app/common';
import { inCommand, type IdempotentCall, sql } from '@app/database';
import { type CommandCall, decodeCursor, DEFAULT_PAGE, page, requireSentVersion } from '@app/http';
import { type Actor, mayCall } from '@app/identity';
import { Outbox } from '@app/messaging';
import {
  type BookableFilter,
  type BookableInstrument,
  findBookable,
  findBookableAfter,
  findPriceChanges,
  type PriceChangeQuestion,
} from './bookable-instrument';
import type { FieldChange } from './instrument-history.rules';
import { InstrumentHistories } from './instrument-history.service';
import { InstrumentRegistration, setUnits } from './instrument-registration';
import type {
  InstrumentDetail,
  InstrumentResponse,
  ListInstrumentsQuery,
  UpdatedInstrument,
  UpdateInstrumentRequest,
} from './instrument.dto';
import type { Asker } from './groups/asker';
import { termsFor } from './groups/group-terms.rules';
import { AssetNumberTaken, InstrumentNotFound, InstrumentStateConflict } from './instrument.errors';
import {
  findInstrument,
  findInstruments,
  type InstrumentRow,
  lockInstrument,
  toInstrumentResponse,
} from './instrument.queries';
import { isEditable, isPublished } from './instrument.rules';
import { classifiedFaults, descriptionFaults, unitsFewer } from './record/description.rules';
import { BLANK_DRAFT, draftOf, withChanges } from './record/instrument-draft';
import type { CreateInstrumentRequest } from './record/record.dto';
import { changeRecord, refusedRecord, requireWhole } from './revisions/record-change';
import { type Proposal, RevisionProposals } from './revisions/revision-proposals';
import type { FacetsQuery, FoundInstrumentsPage } from './search/found-instruments.dto';
import type { InstrumentFacets } from './search/search.dto';
import { correctedTyping } from './search/spelling.queries';
import { searchFacets, searchInstruments } from './search/search-instruments';
import { NO_OPENING_HOURS } from './terms/terms';

/** A change of one instrument, against the version its sender read. */
interface UpdateCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
}

/** The register of instruments: what they are, and what a reader's list of them holds. */
@Injectable()
export class InstrumentsService {
  constructor(
    private readonly db: DataSource,
    private readonly registration: InstrumentRegistration,
    private readonly proposals: RevisionProposals,
    private readonly histories: InstrumentHistories,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Registers a draft instrument of the actor's organisation.
   *
   * @throws FieldsRefused for an unknown category or region (422)
   * @throws AssetNumberTaken when the organisation has that number already (409)
   * @throws PartHasNoParts, BookedAhead when it cannot be a part of the whole it names (409)
   */
  async create(
    actor: Actor,
    input: CreateInstrumentRequest,
    call?: IdempotentCall,
  ): Promise<InstrumentResponse> {
    const { units, classified, ...described } = input;
    const draft = { ...withChanges(BLANK_DRAFT, described), units: units ?? 1 };
    refuse([...classifiedFaults(classified), ...descriptionFaults(draft)]);
    try {
      return await inCommand(this.db, call, async (tx) => {
        const calendar = await this.registration.calendar(tx);
        await requireWhole(tx, actor.organisationId, draft.wholeId);
        const id = await this.registration.register(tx, actor, draft, calendar);
        if (id === null) throw new AssetNumberTaken(draft.assetNumber);
        return this.read(tx, id);
      });
    } catch (error) {
      refusedRecord(error, draft.assetNumber);
    }
  }

  /**
   * Changes parts of an instrument. Of a listed one the reviewed fields wait in its revision, all others apply at once;
   * the duty to share is judged anew.
   *
   * @throws InstrumentNotFound, InstrumentStateConflict, AssetNumberTaken, FieldsRefused, VersionConflict
   * @throws RevisionUnderReview when the reviewed fields are with their reviewers already (409)
   */
  async update(command: UpdateCommand, input: UpdateInstrumentRequest): Promise<UpdatedInstrument> {
    const { actor, instrumentId: id, ifMatch, call } = command;
    const { units, classified, ...sent } = input;
    try {
      return await inCommand(this.db, call, async (tx) => {
        const row = await lockInstrument(tx, id);
        if (!row) throw new InstrumentNotFound();
        requireSentVersion(ifMatch, row.version);
        refuse([...classifiedFaults(classified), ...unitFaults(row, units)]);
        const { applied, pendingFields } = await this.splitOf(tx, actor, row, sent);
        const calendar = await this.registration.calendar(tx);
        const described = await changeRecord(tx, row, applied, calendar);
        if (units) await setUnits(tx, id, units);
        await this.tellChange(tx, command, row, [...described, ...unitChanges(row, units)]);
        return { ...(await this.read(tx, id)), pendingFields };
      });
    } catch (error) {
      refusedRecord(error, input.assetNumber ?? '');
    }
  }

  /** What applies at once and what waits; nobody has reviewed a draft yet, so all of it applies. */
  private async splitOf(
    tx: EntityManager,
    actor: Actor,
    row: InstrumentRow,
    sent: Omit<UpdateInstrumentRequest, 'units' | 'classified'>,
  ): Promise<Proposal> {
    if (isPublished(row.status)) return this.proposals.propose(tx, actor, row, sent);
    if (!isEditable(row.status)) throw new InstrumentStateConflict(row.status, 'edit');
    const applied = withChanges(draftOf(row), sent);
    refuse(descriptionFaults(applied));
    await requireWhole(tx, row.holder_id, applied.wholeId);
    return { applied, pendingFields: [] };
  }

  private async tellChange(
    tx: EntityManager,
    { actor, instrumentId }: UpdateCommand,
    { status, listed_at }: InstrumentRow,
    changes: FieldChange[],
  ): Promise<void> {
    if (changes.length > 0) {
      const said = { action: 'update', from: status, to: status, changes } as const;
      await this.histories.record(tx, { actor, instrumentId, ...said });
      if (listed_at) await this.outbox.add(tx, 'instrument-changed', { instrumentId });
    }
    await this.audit.record(tx, {
      ...{ actor, action: 'instrument.update', objectType: 'instrument', objectId: instrumentId },
      detail: { fields: changes.map(({ field }) => field) },
    });
  }

  /**
   * The instruments the actor may open, the best match first, newest first without q.
   *
   * @throws FieldsRefused for a distance without a place
   */
  async list(actor: Actor, query: ListInstrumentsQuery): Promise<FoundInstrumentsPage> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const cursor = decodeCursor(query.cursor, 2);
    const after = cursor && ([Number(cursor[0]), String(cursor[1])] as const);
    const tx = this.db.manager;
    const { rows, ...said } = await searchInstruments(tx, actor, query, {
      after,
      limit: limit + 1,
    });
    const { items, next } = page(
      rows,
      limit,
      ({ key, id }) => [key, id],
      (row) => row,
    );
    const found = await findInstruments(
      tx,
      items.map(({ id }) => id),
    );
    return {
      items: items.flatMap(({ id, distanceKm }) => {
        const row = found.get(id);
        const shown = row && toInstrumentResponse(row, 'in-list');
        return shown ? [{ ...shown, ...(distanceKm !== null && { distanceKm }) }] : [];
      }),
      ...(next !== undefined && { next }),
      ...said,
    };
  }

  /** How many of those instruments have which property. @throws FieldsRefused for a distance without a place */
  countFacets(actor: Actor, query: FacetsQuery): Promise<InstrumentFacets> {
    return searchFacets(this.db.manager, actor, query);
  }

  /** One instrument with its terms. @throws InstrumentNotFound */
  async get(id: string): Promise<InstrumentDetail> {
    const instrument = await this.read(this.db.manager, id);
    const terms = await findBookable(this.db.manager, id, null);
    if (!terms) throw new InstrumentNotFound();
    return {
      ...instrument,
      openingHours: terms.openingHours ?? NO_OPENING_HOURS,
      bookingPolicy: terms.policy,
      ...(terms.feeSchedule && { feeSchedule: terms.feeSchedule }),
    };
  }

  /**
   * What a booking on a service date (civil, Shanghai; null is today) depends on, in one statement: hours and horizon as
   * they hold for the asker, or for the public.
   *
   * @throws InstrumentNotFound
   */
  async getBookable(
    tx: EntityManager,
    instrumentId: string,
    serviceDate: string | null,
    asker?: Asker,
  ): Promise<BookableInstrument> {
    const bookable = await findBookable(tx, instrumentId, serviceDate, asker);
    if (!bookable) throw new InstrumentNotFound();
    return { ...bookable, ...termsFor(bookable, bookable.groups) };
  }

  /**
   * As {@link getBookable} for an instrument that a body names, which no guard has looked at.
   *
   * @throws InstrumentNotFound also for one that the actor may not open
   */
  async getBookableFor(
    tx: EntityManager,
    actor: Actor,
    instrumentId: string,
    serviceDate: string | null,
  ): Promise<BookableInstrument> {
    const bookable = await this.getBookable(tx, instrumentId, serviceDate, actor);
    const { holderId, status } = bookable;
    const subject = { organisationIds: [holderId], published: isPublished(status) };
    if (!mayCall(actor, 'instruments.get', subject)) throw new InstrumentNotFound();
    return bookable;
  }

  /** Listed instruments with online booking in id order, as for the asker: the walk of the free-time search. */
  async findBookable(
    tx: EntityManager,
    filter: BookableFilter,
    after: string | undefined,
    limit: number,
    asker?: Asker,
  ): Promise<BookableInstrument[]> {
    const found = await findBookableAfter(tx, filter, after, limit, asker);
    return found.map((one) => ({ ...one, ...termsFor(one, one.groups) }));
  }

  /** Which of some instruments have other prices on a later day. */
  findPriceChanges(
    tx: EntityManager,
    asked: readonly PriceChangeQuestion[],
  ): Promise<ReadonlySet<string>> {
    return findPriceChanges(tx, asked);
  }

  /** What was typed as {@link findBookable} may have been meant to be asked; undefined when it is called like that. */
  correctTyping(tx: EntityManager, typed: string | undefined): Promise<string | undefined> {
    return correctedTyping(tx, sql`i.status = 'listed'`, typed);
  }

  private async read(tx: EntityManager, id: string): Promise<InstrumentResponse> {
    const row = await findInstrument(tx, id);
    if (!row) throw new InstrumentNotFound();
    return toInstrumentResponse(row);
  }
}

function refuse(faults: FieldError[]): void {
  if (faults.length > 0) throw new FieldsRefused(faults);
}

/** Units of a listed instrument may be booked: more can come, none can go. */
const unitFaults = (row: InstrumentRow, units: number | null | undefined): FieldError[] =>
  units && isPublished(row.status) && units < row.units.length
    ? [unitsFewer(row.units.length, units)]
    : [];

const unitChanges = (row: InstrumentRow, units: number | null | undefined): FieldChange[] =>
  units && units !== row.units.length
    ? [{ field: 'units', from: row.units.length, to: units }]
    : [];
