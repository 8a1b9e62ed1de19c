import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DomainError } from '@app/common';
import type { MessageSide } from '../messages/order-message.entity';
import type { AttachmentKind } from './order-attachment.entity';

/** Somebody wants the content of an attachment. */
export interface AttachmentDownload {
  orderId: string;
  kind: AttachmentKind;
  /** For which side they ask. */
  side: MessageSide;
  /** It was attached for their own organisation. */
  isOwn: boolean;
}

/** The refusal that the asker is to see while an attachment is held back; null where it may go out. */
export type ReleaseCondition = (
  tx: EntityManager,
  download: AttachmentDownload,
) => Promise<DomainError | null>;

/**
 * The one place where it is decided whether an attachment goes out to somebody who may read the order. Libs that hold files
 * back, such as reports until they are paid, say so here.
 */
@Injectable()
export class AttachmentReleases {
  private readonly conditions: ReleaseCondition[] = [];

  addCondition(condition: ReleaseCondition): void {
    this.conditions.push(condition);
  }

  /** Why a download has to wait; null where nothing holds it back, as with what one's own organisation attached. */
  async findWithheld(tx: EntityManager, download: AttachmentDownload): Promise<DomainError | null> {
    if (download.isOwn) return null;
    for (const condition of this.conditions) {
      const refusal = await condition(tx, download);
      if (refusal) return refusal;
    }
    return null;
  }
}
