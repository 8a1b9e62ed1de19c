// Entry of the thread that reads a ledger; see ledger-reader.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { readLedger } from './ledger';
import { LedgerFileRefused } from './ledger-file.errors';
import type { ThreadAnswer, ThreadQuestion } from './ledger-reader';

function answer(): ThreadAnswer {
  const { content, wishes } = workerData as ThreadQuestion;
  try {
    return { sheet: readLedger(Buffer.from(content), wishes) };
  } catch (error) {
    if (!(error instanceof LedgerFileRefused)) throw error;
    return { refused: { reason: error.reason, message: error.detail } };
  }
}

parentPort?.postMessage(answer());
