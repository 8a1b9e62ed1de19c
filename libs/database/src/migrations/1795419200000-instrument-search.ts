import { pinyin } from 'pinyin-pro';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Unified ideographs, the block in which names of instruments are written. */
const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fff;

/** The commonest reading of every ideograph, without tone: `['扫', 'sao']`. */
function readings(): { characters: string[]; sounds: string[] } {
  const characters: string[] = [];
  const sounds: string[] = [];
  for (let code = FIRST_HAN; code <= LAST_HAN; code += 1) {
    const character = String.fromCharCode(code);
    const sound = pinyin(character, { toneType: 'none', v: true });
    if (!/^[a-z]+$/.test(sound)) continue;
    characters.push(character);
    sounds.push(sound);
  }
  return { characters, sounds };
}

const TABLES: readonly string[] = [
  `CREATE TABLE han_reading (character text PRIMARY KEY, sound text NOT NULL)`,
  `CREATE TABLE instrument_search (
     instrument_id uuid PRIMARY KEY
       CONSTRAINT instrument_search_instrument_exists REFERENCES instrument (id) ON DELETE CASCADE,
     holder_id uuid NOT NULL, status text NOT NULL, category_code text NOT NULL, region_code text NOT NULL,
     services text[] NOT NULL, tags text[] NOT NULL, latitude double precision, longitude double precision,
     name text NOT NULL, numbers text[] NOT NULL, body text NOT NULL, holder text NOT NULL,
     sounds text NOT NULL, initials text NOT NULL, words text[] NOT NULL,
     priced_from date[] NOT NULL DEFAULT '{}', hourly_fens bigint[] NOT NULL DEFAULT '{}',
     properties text GENERATED ALWAYS AS (search_properties(category_code, region_code, services, tags)) STORED,
     tokens text[] GENERATED ALWAYS AS (search_tokens(body, holder, sounds, initials, words)) STORED
   )`,
  // What a scan reads stays in the row and small; the tokens are only ever read through their index.
  `ALTER TABLE instrument_search SET (toast_tuple_target = 128)`,
  ...['name', 'body', 'holder', 'sounds', 'initials'].map(
    (column) => `ALTER TABLE instrument_search ALTER ${column} SET STORAGE MAIN`,
  ),
  ...['services', 'tags', 'numbers', 'words', 'priced_from', 'hourly_fens'].map(
    (column) => `ALTER TABLE instrument_search ALTER ${column} SET STORAGE MAIN`,
  ),
  `CREATE INDEX instrument_search_by_token ON instrument_search USING gin (tokens)`,
  `CREATE INDEX instrument_search_by_tag ON instrument_search USING gin (tags)`,
  `CREATE INDEX instrument_search_of_holder ON instrument_search (holder_id)`,
  `CREATE INDEX instrument_search_by_place ON instrument_search (latitude, longitude) WHERE latitude IS NOT NULL`,
];

/**
 * Where the rows lie that have all of some tokens. Only the index is asked: to look at the tokens of a row means to unpack
 * them, which takes longer than to read all else of it, and the planner does not know.
 */
const HAVING = `
  CREATE FUNCTION search_having(wanted text[]) RETURNS SETOF tid LANGUAGE sql STABLE PARALLEL SAFE
    SET enable_seqscan = off AS $$ SELECT ctid FROM instrument_search WHERE tokens @> wanted $$`;

/** Pure functions first: the generated column needs them. */
const TEXT_FUNCTIONS: readonly string[] = [
  // Width and case do not count, nor the blanks, dashes and strokes that people put into model numbers or not.
  `CREATE FUNCTION search_fold(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT translate(lower(normalize(coalesce(typed, ''), NFKC)), E' \\t\\n\\r-‐–—−/·•', '') $$`,
  // Two characters each, as a Chinese word mostly has; one alone is looked up as it is.
  `CREATE FUNCTION search_grams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT CASE WHEN length(folded) < 2 THEN ARRAY[folded]
                 ELSE ARRAY(SELECT substr(folded, at, 2) FROM generate_series(1, length(folded) - 1) AS at) END $$`,
  // A third of the time of one statement with UNION; tokens across lines are in nobody's question.
  `CREATE FUNCTION search_tokens(body text, holder text, sounds text, initials text, words text[])
   RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
   DECLARE
     lines text := body || E'\\n' || holder;
   BEGIN
     RETURN ARRAY(SELECT DISTINCT substr(lines, at, size)
                    FROM generate_series(1, length(lines)) AS at, generate_series(1, 2) AS size)
         || ARRAY(SELECT '~' || sound FROM string_to_table(sounds, ' ') AS sound WHERE sound <> '')
         || ARRAY(SELECT '^' || substr(initials, at, 2) FROM generate_series(1, length(initials) - 1) AS at)
         || ARRAY(SELECT '=' || word FROM unnest(words) AS word);
   END $$`,
  // All that is counted, in one text: rows alike in it are counted once.
  `CREATE FUNCTION search_properties(category_code text, region_code text, services text[], tags text[])
   RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT concat_ws(E'\\n', category_code, region_code, array_to_string(services, ','), array_to_string(tags, E'\\t')) $$`,
  // Latin words as somebody wrote them, dashes apart: LC-MS is one, and Sigma 300 are two.
  `CREATE FUNCTION search_words(written text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT ARRAY(
       SELECT DISTINCT found[1] FROM unnest(written) AS line,
              regexp_matches(translate(lower(normalize(coalesce(line, ''), NFKC)), '-‐–—−/', ''),
                             '[a-z0-9]{2,}', 'g') AS found
        ORDER BY 1) $$`,
];

const REFRESH: readonly string[] = [
  `CREATE FUNCTION search_sounds(name text) RETURNS text LANGUAGE sql STABLE AS $$
     SELECT ' ' || array_to_string(ARRAY(
       SELECT coalesce((SELECT h.sound FROM han_reading h WHERE h.character = c.letter), c.letter)
         FROM regexp_split_to_table(search_fold(name), '') WITH ORDINALITY AS c (letter, place)
        ORDER BY c.place), ' ') || ' ' $$`,
  // The locks come in a statement of their own, so that the next one reads what rivals have committed meanwhile.
  `CREATE FUNCTION instrument_search_refresh(only_id uuid) RETURNS void LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM FROM instrument i WHERE i.id = only_id FOR NO KEY UPDATE;
     PERFORM FROM organisation o JOIN instrument i ON i.holder_id = o.id WHERE i.id = only_id FOR SHARE OF o;
     INSERT INTO instrument_search AS s
       (instrument_id, holder_id, status, category_code, region_code, services, tags, latitude, longitude,
        name, numbers, body, holder, sounds, initials, words)
     SELECT i.id, i.holder_id, i.status, i.category_code, i.region_code, i.services, i.tags, i.latitude, i.longitude,
            concat_ws(E'\\n', search_fold(i.name_zh), search_fold(i.name_en)),
            ARRAY[search_fold(i.model), search_fold(i.asset_number)],
            concat_ws(E'\\n', search_fold(i.name_zh), search_fold(i.name_en), search_fold(i.model),
                      search_fold(i.manufacturer), search_fold(i.asset_number)),
            search_fold(o.name_zh), spoken.sounds,
            ARRAY_TO_STRING(ARRAY(SELECT left(sound, 1) FROM string_to_table(spoken.sounds, ' ') AS sound), ''),
            search_words(ARRAY[i.name_zh, i.name_en, i.model, replace(i.model, ' ', ''), i.manufacturer])
       FROM instrument i
       JOIN organisation o ON o.id = i.holder_id
      CROSS JOIN LATERAL (SELECT search_sounds(i.name_zh) AS sounds) AS spoken
      WHERE i.id = only_id
     ON CONFLICT (instrument_id) DO UPDATE SET
       holder_id = excluded.holder_id, status = excluded.status, category_code = excluded.category_code,
       region_code = excluded.region_code, services = excluded.services, tags = excluded.tags,
       latitude = excluded.latitude, longitude = excluded.longitude, name = excluded.name,
       numbers = excluded.numbers, body = excluded.body, holder = excluded.holder, sounds = excluded.sounds,
       initials = excluded.initials, words = excluded.words;
   END $$`,
  `CREATE FUNCTION instrument_search_price(only_id uuid) RETURNS void LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM FROM instrument i WHERE i.id = only_id FOR NO KEY UPDATE;
     UPDATE instrument_search SET (priced_from, hourly_fens) = (
       SELECT coalesce(array_agg(f.valid_from ORDER BY f.valid_from), '{}'),
              coalesce(array_agg(f.fen ORDER BY f.valid_from), '{}')
         FROM (SELECT DISTINCT ON (valid_from) valid_from,
                      (SELECT min((line ->> 'amountFen')::bigint) FROM jsonb_array_elements(lines) AS line
                        WHERE line ->> 'kind' = 'per_hour' AND line ->> 'tier' IS NULL) AS fen
                 FROM fee_schedule WHERE instrument_id = only_id ORDER BY valid_from, version DESC) AS f)
      WHERE instrument_id = only_id;
   END $$`,
];

const TRIGGERS: readonly string[] = [
  // What it is called costs far more to prepare than the rest, which changes with every step of its life.
  `CREATE FUNCTION instrument_search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'UPDATE' AND (OLD.holder_id, OLD.name_zh, OLD.name_en, OLD.model, OLD.manufacturer, OLD.asset_number)
        IS NOT DISTINCT FROM (NEW.holder_id, NEW.name_zh, NEW.name_en, NEW.model, NEW.manufacturer, NEW.asset_number) THEN
       UPDATE instrument_search
          SET status = NEW.status, category_code = NEW.category_code, region_code = NEW.region_code,
              services = NEW.services, tags = NEW.tags, latitude = NEW.latitude, longitude = NEW.longitude
        WHERE instrument_id = NEW.id;
     ELSE
       PERFORM instrument_search_refresh(NEW.id);
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER instrument_search_follow AFTER INSERT OR UPDATE OF holder_id, name_zh, name_en, model, manufacturer,
     asset_number, category_code, region_code, status, services, tags, latitude, longitude
   ON instrument FOR EACH ROW EXECUTE FUNCTION instrument_search_follow()`,
  `CREATE FUNCTION instrument_search_reprice() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM instrument_search_price(coalesce(NEW.instrument_id, OLD.instrument_id));
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER instrument_search_reprice AFTER INSERT OR UPDATE OR DELETE ON fee_schedule
   FOR EACH ROW EXECUTE FUNCTION instrument_search_reprice()`,
  // Takes no lock on the instruments, which whoever registers one holds while waiting for this organisation.
  `CREATE FUNCTION instrument_search_rename() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     UPDATE instrument_search SET holder = search_fold(NEW.name_zh) WHERE holder_id = NEW.id;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER instrument_search_rename AFTER UPDATE OF name_zh ON organisation
   FOR EACH ROW WHEN (OLD.name_zh IS DISTINCT FROM NEW.name_zh) EXECUTE FUNCTION instrument_search_rename()`,
];

/** What the register is searched by, kept beside it by triggers so that no way of writing can leave it stale. */
export class InstrumentSearch1795419200000 implements MigrationInterface {
  readonly name = 'InstrumentSearch1795419200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TEXT_FUNCTIONS, ...TABLES, HAVING, ...REFRESH, ...TRIGGERS]) {
      await runner.query(statement);
    }
    const { characters, sounds } = readings();
    await runner.query(
      `INSERT INTO han_reading (character, sound) SELECT * FROM unnest($1::text[], $2::text[])`,
      [characters, sounds],
    );
    await runner.query(
      'SELECT instrument_search_refresh(id), instrument_search_price(id) FROM instrument',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER instrument_search_rename ON organisation');
    await runner.query('DROP TRIGGER instrument_search_reprice ON fee_schedule');
    await runner.query('DROP TRIGGER instrument_search_follow ON instrument');
    await runner.query('DROP FUNCTION instrument_search_rename()');
    await runner.query('DROP FUNCTION instrument_search_reprice()');
    await runner.query('DROP FUNCTION instrument_search_follow()');
    await runner.query('DROP FUNCTION instrument_search_price(uuid)');
    await runner.query('DROP FUNCTION instrument_search_refresh(uuid)');
    await runner.query('DROP FUNCTION search_sounds(text)');
    await runner.query('DROP FUNCTION search_having(text[])');
    await runner.query('DROP TABLE instrument_search');
    await runner.query('DROP TABLE han_reading');
    await runner.query('DROP FUNCTION search_words(text[])');
    await runner.query('DROP FUNCTION search_properties(text, text, text[], text[])');
    await runner.query('DROP FUNCTION search_tokens(text, text, text, text, text[])');
    await runner.query('DROP FUNCTION search_grams(text)');
    await runner.query('DROP FUNCTION search_fold(text)');
  }
}
