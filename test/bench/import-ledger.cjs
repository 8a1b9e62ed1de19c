// How long 5,000 rows of a ledger take to be previewed and committed over HTTP, how the progress moves meanwhile, and
// how much memory the worker needs above idle; and that hostile files cost neither time nor memory.
const { randomBytes, randomUUID } = require('node:crypto');
const fs = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');
const { utils, write } = require('@e965/xlsx');
const bench = require('./stack.cjs');

const ROWS = Number(process.env.BENCH_ROWS ?? 5_000);
const LIMITS = {
  previewSeconds: 10,
  commitSeconds: 30,
  mebibytesAboveIdle: 300,
  refusalSeconds: 1,
};
const SAMPLE_MS = 200;

const HEADER = [
  ...['资产编号', '出厂编号', '仪器名称', '英文名称', '规格型号', '生产厂家', '国别', '原值(元)'],
  ...['验收日期', '建账日期', '分类号', '经费来源', '设备来源', '仪器类别', '学科领域', '使用方向'],
  ...['主要技术指标', '主要功能', '服务内容', '存放地点', '邮编', '保管人', '联系电话', '邮箱'],
];

/** A ledger as a university keeps it: every field filled, dates as Excel holds them. */
function ledgerOf(count) {
  const rows = Array.from({ length: count }, (_, index) => [
    ...[`BENCH${String(index).padStart(6, '0')}`, `SN-${index}`, '场发射扫描电子显微镜'],
    ...[
      'Field emission scanning electron microscope',
      `Sigma ${300 + (index % 50)}`,
      'ZEISS',
      '德国',
    ],
    ...[100_000 + index, 43_000 + (index % 2_000), 43_010 + (index % 2_000), '010102', '地方财政'],
    ...[
      '购置',
      '通用',
      '材料科学、化学',
      '科研、检测',
      '分辨率 1.0 nm @ 15 kV；加速电压 0.02–30 kV',
    ],
    ...['表面形貌观察与微区成分分析', '形貌观察、能谱分析', `理化楼 ${index % 400}`, '314001'],
    ...['王老师', '0573-83001000', 'lab@example.cn'],
  ]);
  const sheet = utils.aoa_to_sheet([['某高校固定资产台账'], HEADER, ...rows]);
  for (let row = 3; row <= count + 2; row += 1) {
    sheet[`I${row}`].z = 'yyyy/m/d';
    sheet[`J${row}`].z = 'yyyy/m/d';
  }
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, '台账');
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true });
}

/**
 * As many cells as a sheet may have, beside a picture that keeps the archive within its ratio: honest in its directory,
 * hostile in what it costs whoever reads it.
 */
function swollenLedger() {
  const { archiveOf } = require('../../dist/libs/files/src/testing/archive');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const schema = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const row = `<row>${'<c><v>1</v></c>'.repeat(99)}</row>`;
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${schema}/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${schema}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="x" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${schema}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${row.repeat(20_000)}</sheetData></worksheet>`,
  };
  const entries = Object.entries(parts).map(([name, text]) => ({
    name,
    content: Buffer.from(text),
  }));
  return archiveOf([...entries, { name: 'xl/media/a.png', content: randomBytes(1_024 * 1_024) }]);
}

function residentMiB(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1_024;
}

const asPerson = (apiUrl, cookie) => async (method, url, body) => {
  const isForm = body instanceof FormData;
  const answer = await fetch(`${apiUrl}/api/v1${url}`, {
    method,
    headers: {
      cookie,
      'idempotency-key': randomUUID(),
      ...(body && !isForm && { 'content-type': 'application/json' }),
    },
    body: isForm ? body : body && JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
};

async function expected(answer, status) {
  const { status: got, body } = await answer;
  if (got !== status) throw new Error(`${got} instead of ${status}: ${JSON.stringify(body)}`);
  return body;
}

const formOf = (content, name = 'ledger.xlsx') => {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  return form;
};

/** Follows a run until it rests, noting how far it was and what the worker needed at each look. */
async function follow(lab, runId, isOver, worker) {
  const started = performance.now();
  const seen = [];
  for (;;) {
    const run = await expected(lab('GET', `/runs/${runId}`), 200);
    seen.push({ state: run.state, done: run.done, mebibytes: residentMiB(worker) });
    if (isOver(run)) return { run, seen, seconds: (performance.now() - started) / 1_000 };
    if (run.state === 'failed' || performance.now() - started > 300_000)
      throw new Error(`the run rests as ${JSON.stringify(run)}`);
    await pause(SAMPLE_MS);
  }
}

const movedTo = (seen, state) => [
  ...new Set(seen.filter((one) => one.state === state).map(({ done }) => done)),
];

const peakOf = (seen) => Math.max(...seen.map(({ mebibytes }) => mebibytes));

async function importRows(lab, worker) {
  const { runId } = await expected(
    lab('POST', '/instruments/imports?preview=true', formOf(ledgerOf(ROWS))),
    202,
  );
  const preview = await follow(lab, runId, ({ state }) => state === 'previewed', worker);
  if (preview.run.accepted !== ROWS)
    throw new Error(`not every row is good: ${JSON.stringify({ ...preview.run, mapping: null })}`);
  await expected(lab('POST', `/runs/${runId}/commit`, {}), 200);
  const commit = await follow(lab, runId, ({ state }) => state === 'finished', worker);
  return { preview, commit };
}

/** A bomb is refused by the upload itself; a swollen sheet by the thread that reads it. */
async function attack(lab, worker) {
  const { archiveOf } = require('../../dist/libs/files/src/testing/archive');
  const bomb = archiveOf([
    { name: 'xl/workbook.xml', content: Buffer.alloc(200 * 1024 * 1024, 'x') },
  ]);
  const started = performance.now();
  await expected(lab('POST', '/instruments/imports', formOf(bomb)), 422);
  const refusalSeconds = (performance.now() - started) / 1_000;
  const swollen = swollenLedger();
  // What the import before left behind in the process is not the sheet's.
  const before = residentMiB(worker);
  const { runId } = await expected(
    lab('POST', '/instruments/imports?preview=true', formOf(swollen)),
    202,
  );
  const ends = ({ state }) => state === 'failed' || state === 'previewed';
  const { run, seen, seconds } = await follow(lab, runId, ends, worker);
  return { refusalSeconds, swollen: { state: run.state, seconds, grown: peakOf(seen) - before } };
}

async function main() {
  const stack = await bench.startStack(['worker', 'api']);
  try {
    const [cookie, holderId] = await bench.asOwner(stack.urls, async (client) => {
      const organisationId = await bench.buildOrganisation(client);
      const [session] = await bench.buildSessions(stack, client, {
        ...{ organisationId, role: 'lab_manager', count: 1 },
      });
      return [session, organisationId];
    });
    const lab = asPerson(stack.apiUrl, cookie);
    const worker = stack.pidOf('worker');
    const idle = residentMiB(worker);
    const { preview, commit } = await importRows(lab, worker);
    const attacks = await attack(lab, worker);
    const count = await bench.asOwner(stack.urls, async (client) => {
      const { rows } = await client.query(
        'SELECT count(*)::int AS n FROM instrument WHERE holder_id = $1',
        [holderId],
      );
      return rows[0].n;
    });
    report({ idle, preview, commit, attacks, count });
  } finally {
    await stack.stop();
  }
}

function report({ idle, preview, commit, attacks, count }) {
  const [reading, committing] = [
    movedTo(preview.seen, 'reading'),
    movedTo(commit.seen, 'committing'),
  ];
  const above = Math.max(peakOf(preview.seen), peakOf(commit.seen)) - idle;
  const lines = [
    ['rows in the register', count, count === ROWS],
    ['preview, s', preview.seconds.toFixed(1), preview.seconds <= LIMITS.previewSeconds],
    ['commit, s', commit.seconds.toFixed(1), commit.seconds <= LIMITS.commitSeconds],
    ['places of the bar, reading', reading.length, reading.length >= 2],
    ['places of the bar, committing', committing.length, committing.length >= 2],
    ['worker idle, MiB', idle.toFixed(0), true],
    ['worker above idle, MiB', above.toFixed(0), above <= LIMITS.mebibytesAboveIdle],
    [
      'bomb of 200 MiB refused, s',
      attacks.refusalSeconds.toFixed(2),
      attacks.refusalSeconds <= LIMITS.refusalSeconds,
    ],
    [
      `swollen sheet ${attacks.swollen.state}, MiB it took`,
      attacks.swollen.grown.toFixed(0),
      attacks.swollen.grown <= LIMITS.mebibytesAboveIdle,
    ],
  ];
  for (const [name, figure, good] of lines)
    console.log(`${good ? 'ok  ' : 'BAD '}${name}: ${figure}`);
  if (lines.some(([, , good]) => !good)) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
