import type { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, newId } from '@app/common';
import { FileStorage, FileStore } from '@app/files';
import type { Actor, Role } from '@app/identity';
import { Outbox } from '@app/messaging';
import { WorkCalendarService } from '@app/work-calendar';
import { Connections } from '../duty/connections.service';
import { ExternalIds } from '../duty/external-ids.service';
import { ImportCommit } from '../import/import-commit.service';
import { ImportPreview } from '../import/import-preview.service';
import { ImportRepairsService } from '../import/import-repairs.service';
import { ImportRunsService } from '../import/import-runs.service';
import { LedgerImportService } from '../import/ledger-import.service';
import { type LedgerSheet, readLedger, type ReadingWishes } from '../import/ledger';
import { LedgerReader } from '../import/ledger-reader';
import { ProblemRows } from '../import/problem-rows.service';
import { InstrumentHistories } from '../instrument-history.service';
import { InstrumentLifecycleService } from '../instrument-lifecycle.service';
import { InstrumentRegistration } from '../instrument-registration';
import type { InstrumentResponse } from '../instrument.dto';
import type { CreateInstrumentRequest } from '../record/record.dto';
import { InstrumentsService } from '../instruments.service';
import { ReviewRoutesService } from '../review/review-routes.service';
import { Reviews } from '../review/reviews.service';
import { RevisionProposals } from '../revisions/revision-proposals';
import { Revisions } from '../revisions/revisions.service';
import { InstrumentTermsService } from '../terms/instrument-terms.service';

/** Files that live as long as the test. */
export class MemoryStorage extends FileStorage {
  private readonly files = new Map<string, Buffer>();

  write(id: string, content: Buffer): Promise<void> {
    this.files.set(id, content);
    return Promise.resolve();
  }

  read(id: string): Promise<Buffer> {
    const content = this.files.get(id);
    return content ? Promise.resolve(content) : Promise.reject(new Error(`no file ${id}`));
  }

  remove(id: string): Promise<void> {
    this.files.delete(id);
    return Promise.resolve();
  }
}

/** Reads where the test runs; the thread needs the built code and is met end to end. */
export class InlineLedgerReader extends LedgerReader {
  read(content: Buffer, wishes: ReadingWishes): Promise<LedgerSheet> {
    return new Promise((resolve) => resolve(readLedger(content, wishes)));
  }
}

/** The services of instruments on one data source, with builders that make what a test needs. */
export class TestRegister {
  readonly instruments: InstrumentsService;
  readonly lifecycle: InstrumentLifecycleService;
  readonly routes: ReviewRoutesService;
  readonly revisions: Revisions;
  readonly histories: InstrumentHistories;
  readonly terms: InstrumentTermsService;
  readonly runs: ImportRunsService;
  readonly imports: LedgerImportService;
  readonly importRepairs: ImportRepairsService;
  readonly problemRows: ProblemRows;

  /** @param storage where the files of imports lie, which must be that of an API under test */
  constructor(
    readonly db: DataSource,
    storage: FileStorage = new MemoryStorage(),
  ) {
    const audit = new AuditService();
    const outbox = new Outbox();
    const files = new FileStore(db, storage);
    const calendars = new WorkCalendarService(db);
    const registration = new InstrumentRegistration(calendars, audit);
    const [reviews, histories] = [new Reviews(calendars), new InstrumentHistories(db)];
    const proposals = new RevisionProposals(audit);
    this.histories = histories;
    this.instruments = new InstrumentsService(
      ...([db, registration, proposals, histories, audit, outbox] as const),
    );
    this.revisions = new Revisions(
      ...([db, reviews, registration, histories, audit, outbox] as const),
    );
    this.lifecycle = new InstrumentLifecycleService(
      ...([db, reviews, this.revisions, histories, audit, outbox] as const),
    );
    this.routes = new ReviewRoutesService(db, audit);
    this.terms = new InstrumentTermsService(db, audit, outbox);
    this.runs = new ImportRunsService(db, files, outbox, audit);
    this.importRepairs = new ImportRepairsService(db, this.runs, outbox, audit);
    this.problemRows = new ProblemRows(db);
    this.imports = new LedgerImportService(
      db,
      new ImportPreview(db, files, new InlineLedgerReader()),
      new ImportCommit(
        ...([db, registration] as const),
        new ExternalIds(db, new Connections(db, calendars, audit), audit, outbox),
      ),
    );
  }

  async buildOrganisation(regionCode = '330402'): Promise<string> {
    const id = newId();
    await this.db.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
       VALUES ($1, $2, $3, 'university', 'public_institution', $4, '测试', '0573-00000000', 'verified')`,
      [id, `测试单位 ${id.slice(-6)}`, id, regionCode],
    );
    return id;
  }

  /** A person of an organisation of their own, unless told which. */
  async buildActor(
    role: Role,
    {
      organisationId,
      regionCode = '330402',
    }: { organisationId?: string; regionCode?: string } = {},
  ): Promise<Actor> {
    const userId = newId();
    await this.db.query(
      `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $2, '测试人员', '-')`,
      [userId, userId],
    );
    return {
      userId,
      displayName: '测试人员',
      organisationId: organisationId ?? (await this.buildOrganisation(regionCode)),
      organisationNameZh: '测试单位',
      organisationRegionCode: regionCode,
      organisationVerified: true,
      agentOrganisationId: null,
      roles: [role],
    };
  }

  /** What a lab manager would type; every asset number is new. */
  describe(changes: Partial<CreateInstrumentRequest> = {}): CreateInstrumentRequest {
    return {
      nameZh: '场发射扫描电子显微镜',
      assetNumber: newId(),
      categoryCode: '010102',
      model: 'Sigma 300',
      manufacturer: 'ZEISS',
      originalValueFen: fen(245_000_000),
      fundingClasses: ['fiscal_local'],
      acceptedOn: '2026-08-25',
      regionCode: '330402',
      address: '理化楼 101',
      ...changes,
    };
  }

  /** A draft of the lab manager's organisation. */
  buildDraft(lab: Actor, changes?: Partial<CreateInstrumentRequest>): Promise<InstrumentResponse> {
    return this.instruments.create(lab, this.describe(changes));
  }

  /** An instrument that a bureau has reviewed and listed. */
  async buildListed(
    lab: Actor,
    changes?: Partial<CreateInstrumentRequest>,
  ): Promise<InstrumentResponse> {
    const { id: instrumentId } = await this.buildDraft(lab, changes);
    const bureau = await this.buildActor('bureau_reviewer');
    await this.lifecycle.move({ actor: lab, instrumentId, transition: 'submit' });
    return this.lifecycle.move({ actor: bureau, instrumentId, transition: 'approve' });
  }

  /** How many outbox rows of a job name this id. */
  async countMessages(id: string, job = 'deliver-instrument'): Promise<number> {
    const [row]: { count: number }[] = await this.db.query(
      'SELECT count(*)::int AS count FROM outbox_message WHERE job = $2 AND payload::text LIKE $1',
      [`%${id}%`, job],
    );
    return row?.count ?? 0;
  }
}
