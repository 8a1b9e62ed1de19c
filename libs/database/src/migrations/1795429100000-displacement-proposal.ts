import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
/** A proposal is seen by whoever sees the reservation. */
const OF_RESERVATION = `(CASE WHEN ${SCOPE} = '*' OR EXISTS (SELECT FROM reservation r WHERE r.id = reservation_id)
  THEN true END IS NOT NULL)`;

const REFERENCES: readonly [name: string, column: string, target: string][] = [
  ['reservation', 'reservation_id', 'reservation'],
  ['instrument', 'instrument_id', 'instrument'],
  ['made', 'made_reservation_id', 'reservation'],
];

const purposes = (...known: string[]): string =>
  `ALTER TABLE "signed_link" DROP CONSTRAINT "signed_link_purpose_known",
     ADD CONSTRAINT "signed_link_purpose_known" CHECK (purpose IN (${known.map((one) => `'${one}'`).join(', ')}))`;

const UP: readonly string[] = [
  `CREATE TABLE "displacement_proposal" ("id" uuid NOT NULL, "reservation_id" uuid NOT NULL, "kind" text NOT NULL, "instrument_id" uuid NOT NULL, "starts_at" TIMESTAMP WITH TIME ZONE, "ends_at" TIMESTAMP WITH TIME ZONE, "hold_id" uuid, "list_fen" bigint, "state" text NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "made_reservation_id" uuid, "answered_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "displacement_proposal_kind_known" CHECK (kind IN ('later', 'sister', 'elsewhere', 'cancel')), CONSTRAINT "displacement_proposal_state_known" CHECK (state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')), CONSTRAINT "displacement_proposal_has_time" CHECK (num_nonnulls(starts_at, ends_at, hold_id, list_fen) = CASE kind WHEN 'cancel' THEN 0 ELSE 4 END), CONSTRAINT "PK_displacement_proposal" PRIMARY KEY ("id"))`,
  `CREATE INDEX "displacement_proposal_of" ON "displacement_proposal" ("reservation_id") `,
  `CREATE INDEX "displacement_proposal_open" ON "displacement_proposal" ("expires_at") WHERE state = 'open'`,
  `CREATE INDEX "displacement_proposal_hold" ON "displacement_proposal" ("hold_id") WHERE state = 'open' AND hold_id IS NOT NULL`,
  ...REFERENCES.map(
    ([name, column, target]) =>
      `ALTER TABLE "displacement_proposal" ADD CONSTRAINT "displacement_proposal_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${target}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  purposes('invitation', 'password-reset', 'order-confirmation', 'displacement-answer'),
  'ALTER TABLE displacement_proposal ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON displacement_proposal USING ${OF_RESERVATION} WITH CHECK ${OF_RESERVATION}`,
];

/** What somebody whose reservation was displaced may have instead, and the link to answer by. */
export class DisplacementProposal1795429100000 implements MigrationInterface {
  readonly name = 'DisplacementProposal1795429100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM signed_link WHERE purpose = 'displacement-answer'`);
    await runner.query(purposes('invitation', 'password-reset', 'order-confirmation'));
    await runner.query('DROP TABLE displacement_proposal');
  }
}
