import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a row of the search is found by, as the index knows it. Names nothing but what every server has: maintenance
 * builds the index with no other schema in sight. The cost keeps the planner from asking row by row.
 */
const TERMS = `
  CREATE FUNCTION search_terms(body text, holder text, sounds text, initials text, words text[])
  RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
  DECLARE
    lines text := body || E'\\n' || holder;
  BEGIN
    RETURN array_to_tsvector(
           ARRAY(SELECT DISTINCT substr(lines, at, size)
                   FROM generate_series(1, length(lines)) AS at, generate_series(1, 2) AS size)
        || ARRAY(SELECT '~' || sound FROM string_to_table(sounds, ' ') AS sound WHERE sound <> '')
        || ARRAY(SELECT '^' || substr(initials, at, 2) FROM generate_series(1, length(initials) - 1) AS at)
        || ARRAY(SELECT '=' || word FROM unnest(words) AS word));
  END $$`;

/** The question for rows that have all of some terms. Nothing has the empty one, nor a blank, which folding takes away. */
const NEEDING = `
  CREATE FUNCTION search_needing(terms text[]) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg('''' || replace(replace(coalesce(nullif(term, ''), ' '), '\\', '\\\\'), '''', '''''') || '''', ' & ')::tsquery
      FROM unnest(terms) AS term $$`;

/** All that is counted, in one text: rows alike in it are counted once. The separators are what nobody types. */
const PROPERTIES = `
  CREATE FUNCTION search_properties(category_code text, region_code text, services text[], tags text[])
  RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(E'\\x1e', category_code, region_code, array_to_string(services, E'\\x1f'),
                     array_to_string(tags, E'\\x1f')) $$`;

/**
 * What a search looks at stands first, in this order: to get at a column means to walk over those of unknown width before
 * it, which took most of the time of a search for a common word.
 */
const TABLE = `
  CREATE TABLE instrument_search (
    instrument_id uuid PRIMARY KEY
      CONSTRAINT instrument_search_instrument_exists REFERENCES instrument (id) ON DELETE CASCADE,
    holder_id uuid NOT NULL, latitude double precision, longitude double precision,
    status text NOT NULL, body text NOT NULL, holder text NOT NULL,
    properties text COLLATE "C" NOT NULL
      GENERATED ALWAYS AS (search_properties(category_code, region_code, services, tags)) STORED,
    numbers text[] NOT NULL, name text NOT NULL, words text[] NOT NULL, initials text NOT NULL, sounds text NOT NULL,
    priced_from date[] NOT NULL DEFAULT '{}', hourly_fens bigint[] NOT NULL DEFAULT '{}',
    category_code text NOT NULL, region_code text NOT NULL, services text[] NOT NULL, tags text[] NOT NULL
  )`;

const SEARCHED_COLUMNS = '(body, holder, sounds, initials, words)';
/** What facets are counted by and narrowed down by. */
const COUNTED =
  '(properties) INCLUDE (status, holder_id, latitude, longitude, priced_from, hourly_fens)';

/** Indexes that the table had before, too. */
const LASTING_INDEXES = [
  'instrument_search_by_tag ON instrument_search USING gin (tags)',
  'instrument_search_of_holder ON instrument_search (holder_id)',
  'instrument_search_by_place ON instrument_search (latitude, longitude) WHERE latitude IS NOT NULL',
];

const FILL = 'SELECT instrument_search_refresh(id), instrument_search_price(id) FROM instrument';

/**
 * Rows of the search without their terms, which only the index needs: half the size, and one look at the index answers
 * a question of any shape. All that facets count is read from an index of its own.
 */
export class NarrowSearch1795425000000 implements MigrationInterface {
  readonly name = 'NarrowSearch1795425000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'DROP FUNCTION search_having(text[])',
      'DROP TABLE instrument_search',
      'DROP FUNCTION search_tokens(text, text, text, text, text[])',
      'DROP FUNCTION search_properties(text, text, text[], text[])',
      TERMS,
      NEEDING,
      PROPERTIES,
      TABLE,
      ...LASTING_INDEXES.map((index) => `CREATE INDEX ${index}`),
      `CREATE INDEX instrument_search_by_term ON instrument_search USING gin (search_terms${SEARCHED_COLUMNS})`,
      // To know how common each term is would take longer than all searches of a day.
      'ALTER INDEX instrument_search_by_term ALTER COLUMN 1 SET STATISTICS 0',
      `CREATE INDEX instrument_search_counted ON instrument_search ${COUNTED}`,
      FILL,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'DROP TABLE instrument_search',
      'DROP FUNCTION search_properties(text, text, text[], text[])',
      'DROP FUNCTION search_needing(text[])',
      'DROP FUNCTION search_terms(text, text, text, text, text[])',
      FORMER_TOKENS,
      FORMER_PROPERTIES,
      FORMER_TABLE,
      'ALTER TABLE instrument_search SET (toast_tuple_target = 128)',
      ...FORMER_MAIN_COLUMNS.map(
        (column) => `ALTER TABLE instrument_search ALTER ${column} SET STORAGE MAIN`,
      ),
      ...LASTING_INDEXES.map((index) => `CREATE INDEX ${index}`),
      'CREATE INDEX instrument_search_by_token ON instrument_search USING gin (tokens)',
      `CREATE FUNCTION search_having(wanted text[]) RETURNS SETOF tid LANGUAGE sql STABLE PARALLEL SAFE
         SET enable_seqscan = off AS $$ SELECT ctid FROM instrument_search WHERE tokens @> wanted $$`,
      FILL,
    ])
      await runner.query(statement);
  }
}

const FORMER_TOKENS = `
  CREATE FUNCTION search_tokens(body text, holder text, sounds text, initials text, words text[])
  RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
  DECLARE
    lines text := body || E'\\n' || holder;
  BEGIN
    RETURN ARRAY(SELECT DISTINCT substr(lines, at, size)
                   FROM generate_series(1, length(lines)) AS at, generate_series(1, 2) AS size)
        || ARRAY(SELECT '~' || sound FROM string_to_table(sounds, ' ') AS sound WHERE sound <> '')
        || ARRAY(SELECT '^' || substr(initials, at, 2) FROM generate_series(1, length(initials) - 1) AS at)
        || ARRAY(SELECT '=' || word FROM unnest(words) AS word);
  END $$`;

const FORMER_PROPERTIES = `
  CREATE FUNCTION search_properties(category_code text, region_code text, services text[], tags text[])
  RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(E'\\n', category_code, region_code, array_to_string(services, ','), array_to_string(tags, E'\\t')) $$`;

const FORMER_TABLE = `
  CREATE TABLE instrument_search (
    instrument_id uuid PRIMARY KEY
      CONSTRAINT instrument_search_instrument_exists REFERENCES instrument (id) ON DELETE CASCADE,
    holder_id uuid NOT NULL, status text NOT NULL, category_code text NOT NULL, region_code text NOT NULL,
    services text[] NOT NULL, tags text[] NOT NULL, latitude double precision, longitude double precision,
    name text NOT NULL, numbers text[] NOT NULL, body text NOT NULL, holder text NOT NULL,
    sounds text NOT NULL, initials text NOT NULL, words text[] NOT NULL,
    priced_from date[] NOT NULL DEFAULT '{}', hourly_fens bigint[] NOT NULL DEFAULT '{}',
    properties text GENERATED ALWAYS AS (search_properties(category_code, region_code, services, tags)) STORED,
    tokens text[] GENERATED ALWAYS AS (search_tokens${SEARCHED_COLUMNS}) STORED
  )`;

const FORMER_MAIN_COLUMNS = [
  ...['name', 'body', 'holder', 'sounds', 'initials'],
  ...['services', 'tags', 'numbers', 'words', 'priced_from', 'hourly_fens'],
];
