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
     priced_from date[] NOT NULL, hourly_fens bigint[] NOT NULL,
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

/** Pure functions first: the generated column needs them. */
const TEXT_FUNCTIONS: readonly string[] = [
  // Width and case do not count, nor the blanks, dashes and strokes that people put into model numbers or not.
  `CREATE FUNCTION search_fold(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT translate(lower(normalize(coalesce(typed, ''), NFKC)), E' \\t\\n\\r-‐–—−/·•', '') $$`,
  // Two characters each, as a Chinese word mostly has; one alone is looked up as it is.
  `CREATE FUNCTION search_grams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT CASE WHEN length(folded) < 2 THEN ARRAY[folded]
                 ELSE ARRAY(SELECT substr(folded, at, 2) FROM generate_series(1, length(folded) - 1) AS at) END $$`,
  `CREATE FUNCTION search_tokens(body text, holder text, sounds text, initials text, words text[])
   RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT ARRAY(
       SELECT substr(line, at, size)
         FROM string_to_table(body || E'\\n' || holder, E'\\n') AS line,
              generate_series(1, length(line)) AS at, generate_series(1, 2) AS size
       UNION SELECT '~' || sound FROM string_to_table(sounds, ' ') AS sound WHERE sound <> ''
       UNION SELECT '^' || substr(initials, at, 2) FROM generate_series(1, length(initials) - 1) AS at
       UNION SELECT '=' || word FROM unnest(words) AS word) $$`,
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
     SELECT ' ' || coalesce(string_agg(coalesce(h.sound, c.letter), ' ' ORDER BY c.place), '') || ' '
       FROM regexp_split_to_table(search_fold(name), '') WITH ORDINALITY AS c (letter, place)
       LEFT JOIN han_reading h ON h.character = c.letter $$`,
  // The locks come in a statement of their own, so that the next one reads what rivals have committed meanwhile.
  `CREATE FUNCTION instrument_search_refresh(only_id uuid) RETURNS void LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM FROM instrument i WHERE i.id = only_id FOR NO KEY UPDATE;
     PERFORM FROM organisation o JOIN instrument i ON i.holder_id = o.id WHERE i.id = only_id FOR SHARE OF o;
     INSERT INTO instrument_search AS s
       (instrument_id, holder_id, status, category_code, region_code, services, tags, latitude, longitude,
        name, numbers, body, holder, sounds, initials, words, priced_from, hourly_fens)
     SELECT i.id, i.holder_id, i.status, i.category_code, i.region_code, i.services, i.tags, i.latitude, i.longitude,
            concat_ws(E'\\n', search_fold(i.name_zh), search_fold(i.name_en)),
            ARRAY[search_fold(i.model), search_fold(i.asset_number)],
            concat_ws(E'\\n', search_fold(i.name_zh), search_fold(i.name_en), search_fold(i.model),
                      search_fold(i.manufacturer), search_fold(i.asset_number)),
            search_fold(o.name_zh), spoken.sounds,
            ARRAY_TO_STRING(ARRAY(SELECT left(sound, 1) FROM string_to_table(spoken.sounds, ' ') AS sound), ''),
            search_words(ARRAY[i.name_zh, i.name_en, i.model, replace(i.model, ' ', ''), i.manufacturer]),
            price.priced_from, price.hourly_fens
       FROM instrument i
       JOIN organisation o ON o.id = i.holder_id
      CROSS JOIN LATERAL (SELECT search_sounds(i.name_zh) AS sounds) AS spoken
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(f.valid_from ORDER BY f.valid_from), '{}') AS priced_from,
               coalesce(array_agg(f.fen ORDER BY f.valid_from), '{}') AS hourly_fens
          FROM (SELECT DISTINCT ON (valid_from) valid_from,
                       (SELECT min((line ->> 'amountFen')::bigint) FROM jsonb_array_elements(lines) AS line
                         WHERE line ->> 'kind' = 'per_hour' AND line ->> 'tier' IS NULL) AS fen
                  FROM fee_schedule WHERE instrument_id = i.id ORDER BY valid_from, version DESC) AS f) AS price
      WHERE i.id = only_id
     ON CONFLICT (instrument_id) DO UPDATE SET
       holder_id = excluded.holder_id, status = excluded.status, category_code = excluded.category_code,
       region_code = excluded.region_code, services = excluded.services, tags = excluded.tags,
       latitude = excluded.latitude, longitude = excluded.longitude, name = excluded.name,
       numbers = excluded.numbers, body = excluded.body, holder = excluded.holder, sounds = excluded.sounds,
       initials = excluded.initials, words = excluded.words, priced_from = excluded.priced_from,
       hourly_fens = excluded.hourly_fens;
   END $$`,
];

const TRIGGERS: readonly string[] = [
  `CREATE FUNCTION instrument_search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_TABLE_NAME = 'instrument' THEN PERFORM instrument_search_refresh(NEW.id);
     ELSE PERFORM instrument_search_refresh(coalesce(NEW.instrument_id, OLD.instrument_id));
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER instrument_search_follow AFTER INSERT OR UPDATE OF holder_id, name_zh, name_en, model, manufacturer,
     asset_number, category_code, region_code, status, services, tags, latitude, longitude
   ON instrument FOR EACH ROW EXECUTE FUNCTION instrument_search_follow()`,
  `CREATE TRIGGER instrument_search_follow AFTER INSERT OR UPDATE OR DELETE ON fee_schedule
   FOR EACH ROW EXECUTE FUNCTION instrument_search_follow()`,
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
    for (const statement of [...TEXT_FUNCTIONS, ...TABLES, ...REFRESH, ...TRIGGERS]) {
      await runner.query(statement);
    }
    const { characters, sounds } = readings();
    await runner.query(
      `INSERT INTO han_reading (character, sound) SELECT * FROM unnest($1::text[], $2::text[])`,
      [characters, sounds],
    );
    await runner.query('SELECT instrument_search_refresh(id) FROM instrument');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER instrument_search_rename ON organisation');
    await runner.query('DROP TRIGGER instrument_search_follow ON fee_schedule');
    await runner.query('DROP TRIGGER instrument_search_follow ON instrument');
    await runner.query('DROP FUNCTION instrument_search_rename()');
    await runner.query('DROP FUNCTION instrument_search_follow()');
    await runner.query('DROP FUNCTION instrument_search_refresh(uuid)');
    await runner.query('DROP FUNCTION search_sounds(text)');
    await runner.query('DROP TABLE instrument_search');
    await runner.query('DROP TABLE han_reading');
    await runner.query('DROP FUNCTION search_words(text[])');
    await runner.query('DROP FUNCTION search_tokens(text, text, text, text, text[])');
    await runner.query('DROP FUNCTION search_grams(text)');
    await runner.query('DROP FUNCTION search_fold(text)');
  }
}
