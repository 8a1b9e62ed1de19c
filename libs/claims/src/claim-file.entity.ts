import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Claim } from './claim.entity';

/** A paper handed in with a claim: contract, report, scanned invoice. */
@Entity('claim_file')
export class ClaimFile {
  @ForeignKey(() => Claim)
  @PrimaryColumn('uuid', { name: 'claim_id' })
  claimId: string;
  @ForeignKey('StoredFile')
  @PrimaryColumn('uuid', { name: 'file_id' })
  fileId: string;
}
