import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Text } from '@app/common';

/** Business of a person that must come to its end before the person can be erased. */
export interface OpenBusiness {
  /** Stable, kebab-case, like `reservation-open`. */
  code: string;
  /** What it is and how it ends. */
  message: Text;
  /** SQL with the person's id as $1: one row for each, `id` and `label`. */
  statement: string;
}

/** What one part of the system holds about a person. Every statement is SQL with the person's id as $1. */
export interface PersonalDataSource {
  /** Name in the export, like `reservations`. */
  name: string;
  /** What is held, a row each, as the person shall read it. */
  rows: string;
  /** Takes out what need not be kept; the account and its memberships are still there. */
  erase?: readonly string[];
  open?: OpenBusiness;
}

/** What is held about a person, from one source. */
export interface HeldData {
  name: string;
  rows: Record<string, unknown>[];
  /** False when there is more than an answer can carry. */
  complete: boolean;
}

/** Business that stands in the way of an erasure. */
export interface Obstacle extends Pick<OpenBusiness, 'code' | 'message'> {
  items: { id: string; label: string }[];
}

/** Rows of one source in an export. */
const MOST_ROWS = 20_000;
/** Items named of one kind of open business. */
const MOST_ITEMS = 20;

/** Where every lib tells what it holds about a person, what of it can be forgotten, and what is still open. */
@Injectable()
export class PersonalDataSources {
  private readonly sources: PersonalDataSource[] = [];

  define(source: PersonalDataSource): void {
    if (this.sources.some(({ name }) => name === source.name)) {
      throw new Error(`what is held as ${source.name} has been told twice`);
    }
    this.sources.push(source);
  }

  /** Everything that is held about a person. */
  async read(tx: EntityManager, userId: string): Promise<HeldData[]> {
    const held: HeldData[] = [];
    for (const { name, rows: statement } of this.sources) {
      const rows: Record<string, unknown>[] = await tx.query(
        `SELECT * FROM (${statement}) AS held LIMIT ${MOST_ROWS + 1}`,
        [userId],
      );
      held.push({ name, rows: rows.slice(0, MOST_ROWS), complete: rows.length <= MOST_ROWS });
    }
    return held;
  }

  /** What the person has to bring to an end first; empty when nothing is open. */
  async findOpen(tx: EntityManager, userId: string): Promise<Obstacle[]> {
    const obstacles: Obstacle[] = [];
    for (const { open } of this.sources) {
      if (!open) continue;
      const items: Obstacle['items'] = await tx.query(
        `SELECT id, label FROM (${open.statement}) AS open LIMIT ${MOST_ITEMS}`,
        [userId],
      );
      const { code, message } = open;
      if (items.length > 0) obstacles.push({ code, message, items });
    }
    return obstacles;
  }

  /** Takes the person out of everything that need not be kept, but the account. */
  async erase(tx: EntityManager, userId: string): Promise<void> {
    for (const { erase = [] } of this.sources) {
      for (const statement of erase) await tx.query(statement, [userId]);
    }
  }
}
