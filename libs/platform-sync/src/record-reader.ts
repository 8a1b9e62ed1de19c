import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mapInstrument } from './instrument.mapping';
import { contentHash, type MappedRecord, type RecordKind } from './platform-record';
import { PLATFORM_SETTINGS, type PlatformSettings } from './platform-sync.settings';
import { readInstruments, readServices, type Selection } from './records.queries';
import { mapServiceRecord } from './service-record.mapping';

/** A record in its present state, mapped. */
export interface PresentRecord {
  id: string;
  rowVersion: number;
  mapped: MappedRecord;
  hash: string;
}

function present(id: string, rowVersion: number, mapped: MappedRecord): PresentRecord {
  return { id, rowVersion, mapped, hash: contentHash(mapped) };
}

/** Reads records as they are now and maps them to the platform's fields; delivery never sends anything older. */
@Injectable()
export class RecordReader {
  constructor(@Inject(PLATFORM_SETTINGS) private readonly settings: PlatformSettings) {}

  /** The selected records that may go out, in id order. */
  async read(tx: EntityManager, kind: RecordKind, selection: Selection): Promise<PresentRecord[]> {
    if (kind === 'service_record') {
      const services = await readServices(tx, selection);
      return services.map((one) => present(one.orderId, one.version, mapServiceRecord(one)));
    }
    const publicUrl = this.settings.publicUrl ?? null;
    const instruments = await readInstruments(tx, selection);
    return instruments.map((one) => present(one.id, one.version, mapInstrument(one, publicUrl)));
  }
}
