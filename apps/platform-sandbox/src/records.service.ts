import { BadRequestException, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { BATCH_LIMIT, type OutgoingRecord, type RecordAnswer } from '@app/platform-sync';
import { ReturnCode, type FieldProblem } from './field-rules';
import { checkRecord, isEnvelope } from './record-check';
import { RecordStore } from './record.store';

const nameOf = ({ insCode, key }: { insCode: string; key: string }): string => `${insCode}/${key}`;

function answerTo(
  record: OutgoingRecord,
  outcome: RecordAnswer['outcome'],
  heldVersion: number | null,
  problem: FieldProblem | null = null,
): RecordAnswer {
  const { kind, insCode, key, version } = record;
  const { code = ReturnCode.ok, field = null, message = null } = problem ?? {};
  return { kind, insCode, key, version, outcome, code, field, message, heldVersion };
}

/** Takes batches: each record is checked by itself, and what passes is stored at most once per version. */
@Injectable()
export class RecordsService {
  constructor(private readonly store: RecordStore) {}

  /**
   * Answers every record of the batch.
   *
   * @param refusal what every record shall be refused with, when a fault says so
   * @throws BadRequestException (code 201) when the batch itself is wrong
   */
  async receive(body: unknown, refusal: FieldProblem | null): Promise<RecordAnswer[]> {
    const records = this.readBatch(body);
    if (refusal) return this.refuseAll(records, refusal);
    const answers = await this.store.inTransaction(async (client) => {
      // Instruments first: a service record of the same batch may name one of them.
      const instruments = await this.take(
        client,
        records.filter(({ kind }) => kind === 'instrument'),
        checkRecord,
      );
      const services = await this.takeServices(
        client,
        records.filter(({ kind }) => kind === 'service_record'),
      );
      const all = [...instruments, ...services];
      await this.store.countDeliveries(client, all);
      return all;
    });
    const byRecord = new Map(answers.map((answer) => [`${answer.kind}/${nameOf(answer)}`, answer]));
    return records.flatMap((record) => byRecord.get(`${record.kind}/${nameOf(record)}`) ?? []);
  }

  private async refuseAll(
    records: OutgoingRecord[],
    refusal: FieldProblem,
  ): Promise<RecordAnswer[]> {
    const answers = records.map((record) => answerTo(record, 'refused', null, refusal));
    await this.store.inTransaction((client) => this.store.countDeliveries(client, answers));
    return answers;
  }

  private readBatch(body: unknown): OutgoingRecord[] {
    const given: unknown = (body as { records?: unknown } | null)?.records;
    const wrong = (message: string) =>
      new BadRequestException({ code: ReturnCode.formatWrong, message });
    if (!Array.isArray(given)) throw wrong('records应为列表');
    if (given.length === 0 || given.length > BATCH_LIMIT)
      throw wrong(`每批应为1至${BATCH_LIMIT}条`);
    const records = given.filter(isEnvelope);
    const first = given.findIndex((record) => !isEnvelope(record));
    if (first >= 0)
      throw wrong(`第${first + 1}条的kind、insCode、key、version、hash、standing或fields不正确`);
    const names = new Set(records.map((record) => `${record.kind}/${nameOf(record)}`));
    if (names.size !== records.length) throw wrong('同一批中有重复的记录');
    return records;
  }

  private async takeServices(
    client: PoolClient,
    records: OutgoingRecord[],
  ): Promise<RecordAnswer[]> {
    if (records.length === 0) return [];
    const instruments = records.map((record) => String(record.fields.innerId));
    const known = await this.store.knownInstruments(client, instruments);
    return this.take(client, records, (record) => {
      const problem = checkRecord(record);
      if (problem || known.has(`${record.insCode}/${String(record.fields.innerId)}`))
        return problem;
      return {
        code: ReturnCode.otherFailed,
        field: 'innerId',
        message: '所在单位仪器编号未上报，请先上报仪器',
      };
    });
  }

  private async take(
    client: PoolClient,
    records: OutgoingRecord[],
    check: (record: OutgoingRecord) => FieldProblem | null,
  ): Promise<RecordAnswer[]> {
    const problems = records.map(check);
    const passing = records.filter((_, index) => !problems[index]);
    const { held, written } = await this.store.apply(client, passing);
    return records.map((record, index) => {
      const problem = problems[index];
      if (problem) return answerTo(record, 'refused', null, problem);
      const now = held.get(nameOf(record));
      if (written.has(nameOf(record))) return answerTo(record, 'applied', record.version);
      const same = now?.hash === record.hash && now.version >= record.version;
      return answerTo(record, same ? 'duplicate' : 'stale', now?.version ?? null);
    });
  }
}
