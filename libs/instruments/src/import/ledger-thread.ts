// Entry of the thread that reads a ledger; see ledger-reader.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { readLedger } from './ledger';
import { LedgerFileRefused } from './ledger-file.errors';
import type { ThreadAnswer } from './ledger-reader';

async function answer(): Promise<ThreadAnswer> {
  try {
    return { rows: await readLedger(Buffer.from(workerData as Uint8Array)) };
  } catch (error) {
    if (!(error instanceof LedgerFileRefused)) throw error;
    return { refused: { reason: error.reason, message: error.detail } };
  }
}

void answer().then((message) => parentPort?.postMessage(message));
