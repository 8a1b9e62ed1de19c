import { decodeCursor, DEFAULT_PAGE, type Page, page } from '@app/http';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClaimNotFound } from '../claim.errors';
import { CLAIMS_SQL, type ClaimRow, toClaimResponse } from '../claim.queries';
import type { ClaimInboxQuery, ClaimRisksResponse, InboxClaimResponse } from './claim-risk.dto';
import { findRiskFacts } from './claim-risk.queries';
import { assessClaim, countTripped, type RiskFacts } from './claim-risk.rules';

/** What reviewers look at before they decide: every rule of {@link assessClaim} for one claim, and the inbox by it. */
@Injectable()
export class ClaimRisks {
  constructor(private readonly db: DataSource) {}

  /** Judged anew at each call: what stands beside a claim changes. @throws ClaimNotFound */
  async get(claimId: string): Promise<ClaimRisksResponse> {
    const facts = (await findRiskFacts(this.db.manager, [claimId])).get(claimId);
    if (!facts) throw new ClaimNotFound();
    return risksOf(facts);
  }

  /**
   * The claims that wait for a decision, those that trip most rules first unless asked by age. All of them are judged to
   * sort them, which is what one office has on its desk; those alike come in the order they were handed in.
   */
  async listInbox({
    limit = DEFAULT_PAGE,
    cursor,
    sort = 'risk',
  }: ClaimInboxQuery): Promise<Page<InboxClaimResponse>> {
    const tx = this.db.manager;
    const waiting: { id: string }[] = await tx.query(
      `SELECT id FROM claim WHERE state = 'submitted' ORDER BY id`,
    );
    const facts = await findRiskFacts(
      tx,
      waiting.map(({ id }) => id),
    );
    const lines = [...facts].map(([id, known]) => {
      const risks = risksOf(known);
      return { id, risks, rank: sort === 'risk' ? risks.tripped : 0 };
    });
    lines.sort((one, other) => other.rank - one.rank || (one.id < other.id ? -1 : 1));
    const [rank, id] = decodeCursor(cursor, 2) ?? [];
    const rest =
      rank === undefined || id === undefined
        ? lines
        : lines.filter(
            (line) => line.rank < Number(rank) || (line.rank === Number(rank) && line.id > id),
          );
    const shown = page(
      rest.slice(0, limit + 1),
      limit,
      (line) => [String(line.rank), line.id],
      (line) => line,
    );
    return { ...shown, items: await withClaims(tx, shown.items) };
  }
}

function risksOf(facts: RiskFacts): ClaimRisksResponse {
  const rules = assessClaim(facts);
  return { tripped: countTripped(rules), rules };
}

/** The claims of the lines, in their order. */
async function withClaims(
  tx: EntityManager,
  lines: readonly { id: string; risks: ClaimRisksResponse }[],
): Promise<InboxClaimResponse[]> {
  const rows: ClaimRow[] = await tx.query(`${CLAIMS_SQL} WHERE claim.id = ANY($1)`, [
    lines.map(({ id }) => id),
  ]);
  const claims = new Map(rows.map((row) => [row.id, toClaimResponse(row)]));
  return lines.flatMap(({ id, risks }) => {
    const claim = claims.get(id);
    return claim ? [{ claim, risks }] : [];
  });
}
