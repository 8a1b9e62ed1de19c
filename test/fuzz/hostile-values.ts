/** Values of no property anywhere, or of the wrong one: each has broken some server before. */
export const HOSTILE_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 1.5, -0.0001, 1e308, 2 ** 53, -(2 ** 53), 2 ** 60],
  ...['', ' ', '0', '-1', '1e9', 'null', 'true', 'undefined', 'NaN', '[object Object]'],
  ...[
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '\u202e仪器',
    '😀'.repeat(50),
    'e\u0301'.repeat(80),
  ],
  ...[
    '\r\nSet-Cookie: a=b',
    '\u001b[31m',
    '\ufeff',
    '\u2028\u2029',
    '｀＝１＋１',
    '=1+1',
    '@SUM(A1)',
  ],
  ...[
    "' OR 1=1--",
    '"; DROP TABLE reservation; --',
    '%',
    '_',
    '\\',
    '%00',
    '../../etc/passwd',
    '$1',
    '{{7*7}}',
  ],
  ...[
    '<script>alert(1)</script>',
    'javascript:alert(1)',
    'http://169.254.169.254/',
    'file:///etc/passwd',
  ],
  ...[
    '0000-00-00',
    '2026-02-30',
    '2026-13-01',
    '9999-12-31',
    '2026-11-24T09:00:00',
    '2026-11-24T25:00:00Z',
  ],
  ...[
    '-infinity',
    'infinity',
    '2026-11-24T09:00:00+99:99',
    '0001-01-01T00:00:00Z',
    '24:00',
    '24:01',
    '08:60',
  ],
  ...[
    '00000000-0000-0000-0000-000000000000',
    'not-a-uuid',
    '0193-',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ],
  ...['a'.repeat(201), 'a'.repeat(5_000), '9'.repeat(400), '仪'.repeat(3_000)],
  ...[[], [null], [[]], [[[[]]]], ['a', 1, {}], Array.from({ length: 1_000 }, () => 1)],
  ...[{}, { a: { b: { c: {} } } }, { length: 1 }, { toString: 'x' }, { $ne: null }, { then: 1 }],
];

/** Names that no request has a property of, or that mean something to a runtime. */
export const HOSTILE_NAMES: readonly string[] = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', ''],
  ...[
    'id',
    'version',
    'state',
    'organisationId',
    'roles',
    'createdAt',
    'listFen',
    '$where',
    'a.b',
    'a[0]',
  ],
];

/** Texts of headers that the API reads; only bytes that a client can send. */
export const HOSTILE_HEADERS: Readonly<Record<string, readonly string[]>> = {
  'idempotency-key': ['', 'a'.repeat(201), 'a b', 'k\u00e9y', '"', '%00'],
  'if-match': ['', '"', 'W/"1"', '"1", "2"', '"99999999999999999999"', '-1', '*', "' OR 1=1--"],
  'accept-language': ['', 'xx', 'en;q=abc', `${'zh,'.repeat(500)}en`, ';;;,,,', 'zh-CN;q=1e400'],
  authorization: [
    'Bearer',
    'Bearer  ',
    'Basic YTpi',
    `Bearer ${'a'.repeat(101)}`,
    'bearer x',
    'Bearer \u00e9',
  ],
  cookie: ['__Host-jiayi=', '__Host-jiayi=%', '__Host-jiayi=a; __Host-jiayi=b', ';;;=', '='],
  'content-type': [
    'text/html',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-7',
    'a',
  ],
};

const nested = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + close.repeat(depth);

/** Bodies that are no JSON object, or hardly. */
export const HOSTILE_BODIES: readonly (string | Buffer)[] = [
  ...[
    '',
    '{',
    '}',
    '[',
    '"',
    'null',
    'true',
    '1',
    '"text"',
    '[]',
    '[{}]',
    '{"a":}',
    '{"a":1,}',
    "{'a':1}",
  ],
  ...[
    '{"a":1}{"b":2}',
    '{"a":1}\u0000',
    '\ufeff{}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":01}',
    '{"a":1e999}',
  ],
  ...[
    nested(40, '[', ']'),
    nested(5_000, '[', ']'),
    nested(200, '{"a":', '}'),
    nested(100_000, '[', ']'),
  ],
  ...['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '{"a":1,"a":2}'],
  `{${Array.from({ length: 5_000 }, (_, at) => `"k${at}":1`).join(',')}}`,
  JSON.stringify({ text: 'x'.repeat(1_200_000) }),
  ...[
    Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
    Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  ],
  Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
];
