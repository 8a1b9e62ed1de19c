import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose rows a statement may touch: an organisation's id, `*` for all, nothing for none. Every connection carries it. */
const SCOPE = `current_setting('app.scope', true)`;
const ORGANISATION = `nullif(nullif(${SCOPE}, '*'), '')::uuid`;

const own = (column: string): string => `${column}::text = ${SCOPE}`;

/** Rows of an instrument are its holder's. The instruments themselves are a public catalogue: see below. */
const held = (column: string): string =>
  `EXISTS (SELECT FROM instrument i WHERE i.id = ${column} AND i.holder_id = ${ORGANISATION})`;

/** A row that belongs to another one is seen by whoever sees that one, by the policy of its table. */
const partOf = (table: string, column: string): string =>
  `EXISTS (SELECT FROM ${table} whole WHERE whole.id = ${column})`;

/** Tables of what is an organisation's own business, each with whose a row is. */
const OWNERS: Readonly<Record<string, string>> = {
  stored_file: own('owner_organisation_id'),
  invitation: own('organisation_id'),
  payee_account: own('organisation_id'),
  provider_admission: own('organisation_id'),
  import_run: own('organisation_id'),
  import_row: partOf('import_run', 'run_id'),
  instrument_history: held('instrument_id'),
  downtime: held('instrument_id'),
  service_order: `${own('user_organisation_id')} OR ${own('provider_organisation_id')}`,
  order_confirmation: partOf('service_order', 'order_id'),
  reservation: `${own('user_organisation_id')} OR ${held('instrument_id')}`,
  reservation_history: partOf('reservation', 'reservation_id'),
  voucher: own('organisation_id'),
  // The lab captures and releases what the customer's voucher holds for their order, without seeing the voucher.
  voucher_hold: partOf('service_order', 'order_id'),
  claim: own('payee_organisation_id'),
  claim_invoice: partOf('claim', 'claim_id'),
  claim_file: partOf('claim', 'claim_id'),
};

/**
 * The planner takes a comparison with a setting to keep one row in two hundred and then joins in the wrong order; what
 * is IS NOT NULL it takes to keep nearly all. That is the truth here: every query names the rows it wants by itself,
 * and the policy is the second line behind it.
 */
const visible = (owner: string): string =>
  `CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL`;

/**
 * Who adds a row, where it is not simply whoever sees it. Whoever books does so for their own organisation. Histories
 * are written with each step and so only by who may take it: to look the reservation up once more would cost a booking
 * more than all other policies together, and the instrument of a first step is not yet to be seen.
 */
const MAKERS: Readonly<Record<string, string>> = {
  instrument_history: own('organisation_id'),
  reservation: own('user_organisation_id'),
  reservation_history: 'true',
};

/** The policies of a table; the rows of one with makers of its own are never deleted. */
function policiesOf(table: string): string[] {
  const owner = `(${visible(OWNERS[table] ?? 'false')})`;
  const maker = MAKERS[table];
  if (maker === undefined)
    return [`CREATE POLICY tenancy ON ${table} USING ${owner} WITH CHECK ${owner}`];
  return [
    `CREATE POLICY tenancy ON ${table} FOR SELECT USING ${owner}`,
    `CREATE POLICY tenancy_change ON ${table} FOR UPDATE USING ${owner} WITH CHECK ${owner}`,
    `CREATE POLICY tenancy_add ON ${table} FOR INSERT WITH CHECK (${visible(maker)})`,
  ];
}

/**
 * Instruments are read by everybody, in searches that need the planner's statistics, which a policy would take from it.
 * So no policy guards them, but a trigger against writing what another organisation holds. Without a scope it is the
 * owner who writes: migrations and restored backups.
 */
const CATALOGUE: readonly string[] = [
  `CREATE FUNCTION instrument_refuse_stranger() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     before text := coalesce(OLD.holder_id, NEW.holder_id)::text;
     after text := coalesce(NEW.holder_id, OLD.holder_id)::text;
   BEGIN
     IF ${SCOPE} NOT IN ('*', before) OR ${SCOPE} NOT IN ('*', after) THEN
       RAISE EXCEPTION 'the instrument belongs to another organisation than this is done for'
         USING ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME;
     END IF;
     RETURN coalesce(NEW, OLD);
   END $$`,
  `CREATE TRIGGER instrument_refuse_stranger BEFORE INSERT OR UPDATE OR DELETE ON instrument
   FOR EACH ROW EXECUTE FUNCTION instrument_refuse_stranger()`,
];

/**
 * Row-level security: the second line behind the access guard. The owner, who migrates and makes backups, stays outside
 * of it, and so do the database's own checks of foreign keys.
 */
export class Tenancy1795410564286 implements MigrationInterface {
  readonly name = 'Tenancy1795410564286';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(OWNERS)) {
      await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      for (const policy of policiesOf(table)) await runner.query(policy);
    }
    for (const statement of CATALOGUE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER instrument_refuse_stranger ON instrument');
    await runner.query('DROP FUNCTION instrument_refuse_stranger()');
    // In reverse: a policy that looks at another table goes before that table's own.
    for (const table of Object.keys(OWNERS).reverse()) {
      for (const part of MAKERS[table] === undefined ? [] : ['_add', '_change'])
        await runner.query(`DROP POLICY tenancy${part} ON ${table}`);
      await runner.query(`DROP POLICY tenancy ON ${table}`);
      await runner.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
    }
  }
}
