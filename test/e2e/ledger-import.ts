import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Row, Run } from './answers';
import type { Answer, ApiClient } from './api-client';
import { eventually } from './world';

const SAMPLES = join(__dirname, '../../libs/instruments/src/import/samples');

/** Uploads a sample ledger and follows its run to the end. */
export async function importLedger(
  lab: ApiClient,
  fileName: string,
): Promise<{ run: Run; rows: Row[] }> {
  const form = new FormData();
  form.append('file', new Blob([readFileSync(join(SAMPLES, fileName))]), fileName);
  const started: Answer<{ runId: string }> = await lab.send('POST', '/instruments/imports', {
    raw: form,
  });
  if (started.status !== 202) throw new Error(`upload: ${started.status} ${started.text}`);
  const { runId } = started.body;
  const run = await eventually(
    () => lab.get<Run>(`/runs/${runId}`),
    ({ state }) => state === 'finished' || state === 'failed',
  );
  const { items } = await lab.get<Page<Row>>(`/runs/${runId}/rows?limit=200`);
  return { run, rows: items };
}
