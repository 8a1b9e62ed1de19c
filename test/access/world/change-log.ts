import { Client, escapeIdentifier } from 'pg';
import { adminUrl } from '../../support/test-server';

/** A row that a committed transaction wrote; `id` when it has one. */
export interface Change {
  table: string;
  id: string | null;
}

/** Written beside every request: the audit trail, and what only tells that a session or key was seen again. */
const NOT_COUNTED: Readonly<Record<string, readonly string[] | 'whole'>> = {
  'public.audit_entry': 'whole',
  'public.audit_block': 'whole',
  'public.schema_migration': 'whole',
  'public.session': ['seen_at'],
  'public.api_key': ['last_used_at'],
};

/** A column list for copying, without what the database computes itself. */
interface Table {
  name: string;
  columns: string;
}

const NOTE = `
  CREATE FUNCTION pristine.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  DECLARE
    ignored text[] := coalesce(TG_ARGV, '{}');
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  BEGIN
    IF before - ignored IS DISTINCT FROM after - ignored THEN
      INSERT INTO pristine.change VALUES (TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, coalesce(after, before) ->> 'id');
    END IF;
    RETURN NULL;
  END $$`;

/**
 * Knows every row that changed, exactly: triggers note what transactions commit, the world can be put back as it was,
 * and a digest of all tables says whether the triggers told everything.
 */
export class ChangeLog {
  private constructor(
    private readonly admin: Client,
    private readonly tables: readonly Table[],
  ) {}

  /** Takes the database as it is for the one to go back to. */
  static async start(database: string): Promise<ChangeLog> {
    const admin = new Client({ connectionString: adminUrl(database) });
    await admin.connect();
    const tables = await findTables(admin);
    await admin.query(
      'CREATE SCHEMA pristine; CREATE TABLE pristine.change (table_name text, row_id text)',
    );
    await admin.query(NOTE);
    for (const { name } of tables) {
      const ignored = NOT_COUNTED[name] ?? [];
      const columns = ignored === 'whole' ? [] : ignored.map((column) => `'${column}'`);
      await admin.query(`CREATE TABLE pristine.${escapeIdentifier(name)} AS TABLE ${name}`);
      await admin.query(
        `CREATE TRIGGER zz_note AFTER INSERT OR UPDATE OR DELETE ON ${name}
           FOR EACH ROW EXECUTE FUNCTION pristine.note(${columns.join(', ')})`,
      );
    }
    // Going back must neither be noted nor be stopped by append-only tables.
    await admin.query('SET session_replication_role = replica');
    return new ChangeLog(admin, tables);
  }

  /** What changed since the world was put back last, and how many refusals of one request the audit has. */
  async read(requestId: string): Promise<{ changes: Change[]; refusals: number }> {
    const { rows } = await this.admin.query<{ changes: Change[] | null; refusals: number }>({
      name: 'read',
      text: `SELECT (SELECT json_agg(json_build_object('table', table_name, 'id', row_id)) FROM pristine.change) AS changes,
                    (SELECT count(*)::int FROM audit_entry WHERE request_id = $1 AND outcome = 'refused') AS refusals`,
      values: [requestId],
    });
    return { changes: rows[0]?.changes ?? [], refusals: rows[0]?.refusals ?? 0 };
  }

  /** Puts the tables of these changes back as they were. */
  async undo(changes: readonly Change[]): Promise<void> {
    const changed = new Set(changes.map(({ table }) => table));
    for (const { name, columns } of this.tables.filter((table) => changed.has(table.name))) {
      await this.admin.query(
        `DELETE FROM ${name}; INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE
           SELECT ${columns} FROM pristine.${escapeIdentifier(name)}`,
      );
    }
    await this.admin.query('DELETE FROM pristine.change; DELETE FROM audit_entry');
  }

  /** Runs a statement that is not noted as a change of the world. */
  async unnoticed(statement: string, values: unknown[]): Promise<void> {
    await this.admin.query(statement, values);
  }

  /** The same as long as every table holds the same rows. */
  async digest(): Promise<string> {
    const sums = this.tables.map(({ name }) => {
      const ignored = NOT_COUNTED[name] ?? [];
      const row = `(to_jsonb(t) - '{${ignored === 'whole' ? '' : ignored.join(',')}}'::text[])::text`;
      return `SELECT '${name}' AS name, sum(hashtextextended(${row}, 0)) AS sum FROM ${name} t`;
    });
    const { rows } = await this.admin.query<{ digest: string }>(
      `SELECT string_agg(name || ':' || coalesce(sum, 0), ' ' ORDER BY name) AS digest FROM (${sums.join(' UNION ALL ')}) AS tables`,
    );
    return rows[0]?.digest ?? '';
  }

  stop(): Promise<void> {
    return this.admin.end();
  }
}

async function findTables(admin: Client): Promise<Table[]> {
  const { rows } = await admin.query<Table>(
    `SELECT n.nspname || '.' || c.relname AS name,
            (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'bullmq') ORDER BY 1`,
  );
  return rows.filter(({ name }) => NOT_COUNTED[name] !== 'whole');
}
