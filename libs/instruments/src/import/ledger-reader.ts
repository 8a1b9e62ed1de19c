import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import type { Text } from '@app/common';
import type { LedgerSheet, ReadingWishes } from './ledger';
import { LedgerFileRefused } from './ledger-file.errors';

/** Heap of the reading thread: 20,000 rows of an ordinary ledger fit. */
const MEMORY_LIMIT_MB = 128;
const TIME_LIMIT_MS = 30_000;

/** What the reading thread is given. */
export interface ThreadQuestion {
  content: Uint8Array;
  wishes: ReadingWishes;
}

/** What the reading thread answers. */
export type ThreadAnswer = { sheet: LedgerSheet } | { refused: { reason: string; message: Text } };

/** Turns the content of a ledger file into the texts of its sheet. */
export abstract class LedgerReader {
  /** @throws LedgerFileRefused when the file cannot be imported as a whole */
  abstract read(content: Buffer, wishes: ReadingWishes): Promise<LedgerSheet>;
}

/**
 * Reads in a thread with limits of memory and time: a spreadsheet of a few megabytes may be made to cost its reader
 * hundreds of megabytes and many seconds, which the relay and the other jobs of the process must not feel.
 */
@Injectable()
export class ThreadLedgerReader extends LedgerReader {
  read(content: Buffer, wishes: ReadingWishes): Promise<LedgerSheet> {
    return new Promise((resolve, reject) => {
      const thread = new Worker(join(__dirname, 'ledger-thread.js'), {
        workerData: { content, wishes } satisfies ThreadQuestion,
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      });
      const timer = setTimeout(() => {
        reject(tooCostly());
        void thread.terminate();
      }, TIME_LIMIT_MS);
      thread.once('message', (answer: ThreadAnswer) => {
        if ('sheet' in answer) resolve(answer.sheet);
        else reject(new LedgerFileRefused(answer.refused.reason, answer.refused.message));
      });
      thread.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooCostly() : error),
      );
      thread.once('exit', (code) => {
        clearTimeout(timer);
        // Without effect when there was an answer.
        reject(new Error(`the reading thread ended with code ${code} and without an answer`));
      });
    });
  }
}

const tooCostly = (): LedgerFileRefused =>
  new LedgerFileRefused('too-large-inside', {
    zh: '文件内容过大，无法在限定的时间和内存内读取，请删除空白行列、图片和多余的工作表后重新上传',
    en: 'the file is too large inside to be read within the limits; remove blank rows, pictures and spare sheets',
  });
