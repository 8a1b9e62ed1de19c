import { instantOf } from '@app/common';
import { AuditService } from '@app/audit';
import { Ledger, type Transfer } from '@app/vouchers';
import { WorkCalendarService } from '@app/work-calendar';
import type { DataSource, EntityManager } from 'typeorm';
import type { Booking } from './booking';
import { bookingTables } from './booking-rows';
import { planBookings } from './bookings';
import { Cast } from './cast';
import { planBatches, planClaims } from './claims';
import { byAsset, closureTables, planClosures } from './closures';
import { instrumentTables } from './instrument-life';
import { planInstruments } from './instruments';
import { planMoney } from './money';
import { qualificationTables } from './qualifications';
import { insertRows, type Row, type Tables } from './rows';
import type { Story } from './story';
import { claimTables, voucherTables } from './voucher-rows';
import { planProgrammes, planVouchers, useVouchers } from './vouchers';

/** The whole demonstration, ready to be written. */
export interface Demonstration {
  cast: Cast;
  /** Rows that come before the orders. */
  before: Tables;
  bookings: readonly Booking[];
  /** Rows that refer to the orders. */
  after: Tables;
  accounts: readonly Row[];
  transfers: readonly Transfer[];
}

/** Reads the moment and the calendar everything is told around. */
export async function readStory(db: DataSource): Promise<Story> {
  const [row]: { now: Date }[] = await db.query('SELECT app_now() AS now');
  const calendar = await new WorkCalendarService(db).load();
  return { now: instantOf(row?.now ?? '').startOf('minute'), calendar };
}

/** Makes up the whole story; reads and writes nothing. */
export function planDemonstration(story: Story, passwordHash: string): Demonstration {
  const cast = new Cast(story);
  const instruments = planInstruments(story);
  const closures = planClosures(story);
  const programmes = planProgrammes(story);
  const vouchers = planVouchers(story, programmes);
  const planned = planBookings(story, instruments, byAsset(closures));
  const { uses, bookings } = useVouchers(vouchers, planned);
  const claims = planClaims(story, uses);
  const batches = planBatches(story, claims);
  const bothProgrammes = [programmes.past, programmes.current];
  return {
    cast,
    before: [
      ['organisation', cast.organisationRows()],
      ['app_user', cast.personRows(passwordHash)],
      ['membership', cast.membershipRows()],
      ...instrumentTables(story, cast, instruments),
      ...voucherTables(cast, bothProgrammes, vouchers),
    ],
    bookings,
    after: [
      ...closureTables(story, cast, instruments, closures),
      ...qualificationTables(story, cast, bookings),
      ...claimTables(cast, uses, claims, batches),
    ],
    ...planMoney(cast, { programmes: bothProgrammes, vouchers, uses, claims, batches }),
  };
}

/** Writes it under every rule of the database; the money goes through the ledger. */
export async function writeDemonstration(
  tx: EntityManager,
  { cast, before, bookings, after, accounts, transfers }: Demonstration,
): Promise<void> {
  await insertAll(tx, before);
  await insertAll(tx, bookingTables(cast, bookings, await drawSerials(tx, bookings.length)));
  await insertAll(tx, [...after, ['ledger_account', accounts]]);
  await new Ledger().postAll(tx, transfers);
  await new AuditService().record(tx, {
    actor: null,
    action: 'demonstration.seed',
    objectType: 'organisation',
    objectId: cast.organisationId('bureau'),
    detail: { reservations: bookings.length },
  });
}

async function insertAll(tx: EntityManager, tables: Tables): Promise<void> {
  for (const [table, rows] of tables) await insertRows(tx, table, rows);
}

/** The next numbers of the order sequence, which the api goes on with. */
async function drawSerials(tx: EntityManager, count: number): Promise<number[]> {
  const rows: { serial: string }[] = await tx.query(
    `SELECT nextval(pg_get_serial_sequence('service_order', 'serial')) AS serial
       FROM generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ serial }) => Number(serial));
}
