import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Language } from '@app/common';
import { statementSheet } from './statement-paper';
import { getPaper } from './statement-paper.queries';
import { printStatement } from './statement-pdf';
import type { StatementFormat } from './statement.words';

/** A statement as a file that both sides file and sign. */
export interface StatementFile {
  name: string;
  mediaType: string;
  content: Buffer;
}

/** Statements on paper and as sheets. */
@Injectable()
export class StatementPapers {
  constructor(private readonly db: DataSource) {}

  /** The statement as it is now, or as it was confirmed. @throws StatementNotFound */
  async write(id: string, format: StatementFormat, language: Language): Promise<StatementFile> {
    const paper = await getPaper(this.db.manager, id);
    const name = `${language === 'zh' ? '结算单' : 'statement'}-${paper.statement.number}`;
    if (format === 'xlsx') {
      const { mediaType, extension, stream } = statementSheet(paper, language);
      return { name: `${name}${extension}`, mediaType, content: await buffer(stream) };
    }
    const content = await printStatement(paper, language);
    return { name: `${name}.pdf`, mediaType: 'application/pdf', content };
  }
}
