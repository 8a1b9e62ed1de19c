import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MessageSide } from '../messages/order-message.entity';
import type { AttachmentKind } from './order-attachment.entity';

/** Somebody wants the content of an attachment. */
export interface AttachmentDownload {
  orderId: string;
  attachmentId: string;
  kind: AttachmentKind;
  /** For which side they ask. */
  side: MessageSide;
  /** It was attached for their own organisation. */
  isOwn: boolean;
}

/** Throws the refusal that the asker is to see while an attachment is held back. */
export type ReleaseCondition = (tx: EntityManager, download: AttachmentDownload) => Promise<void>;

/**
 * The one place where it is decided whether an attachment goes out to somebody who may read the order. Libs that hold files
 * back, such as reports until they are paid, say so here.
 */
@Injectable()
export class AttachmentReleases {
  private readonly conditions: ReleaseCondition[] = [];

  define(condition: ReleaseCondition): void {
    this.conditions.push(condition);
  }

  /** @throws what a condition throws that is not met; what one's own organisation attached goes out always */
  async require(tx: EntityManager, download: AttachmentDownload): Promise<void> {
    if (download.isOwn) return;
    for (const condition of this.conditions) await condition(tx, download);
  }
}
