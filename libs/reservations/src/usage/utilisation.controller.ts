import { Controller, Get, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { attachmentOf, type SheetContent, writeSheet } from '@app/files';
import { type HttpRequest, languageOf } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { EvaluationQuery } from './evaluation.dto';
import { Evaluation } from './evaluation.service';
import { UtilisationQuery, UtilisationResponse } from './utilisation.dto';
import { utilisationSheet } from './utilisation-sheet';
import { Utilisation } from './utilisation.service';

/** Machine hours and rates. */
@ApiTags('usage')
@Controller('utilisation')
export class UtilisationController {
  constructor(
    private readonly utilisation: Utilisation,
    private readonly evaluation: Evaluation,
  ) {}

  @Get()
  @ApiOkResponse({ type: UtilisationResponse })
  get(
    @CurrentActor() actor: Actor,
    @Query() query: UtilisationQuery,
  ): Promise<UtilisationResponse> {
    return this.utilisation.get(actor, query);
  }

  /** The same figures as .xlsx. */
  @Get('export')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(
    @CurrentActor() actor: Actor,
    @Query() query: UtilisationQuery,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const language = languageOf(request);
    const figures = await this.utilisation.get(actor, query);
    const name = language === 'zh' ? '机时利用' : 'utilisation';
    return download(utilisationSheet(figures, language), name);
  }

  /** The data sheet of the provincial evaluation (省级评价数据表), one row for each instrument. */
  @Get('evaluation-sheet')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async evaluationSheet(
    @CurrentActor() actor: Actor,
    @Query() query: EvaluationQuery,
    @Req() request: HttpRequest,
  ): Promise<StreamableFile> {
    const language = languageOf(request);
    const name = language === 'zh' ? '省级评价数据表' : 'provincial-evaluation';
    return download(await this.evaluation.sheet(actor, query, language), `${name}-${query.year}`);
  }
}

function download(content: SheetContent, name: string): StreamableFile {
  const { stream, mediaType, extension } = writeSheet('xlsx', content);
  return new StreamableFile(stream, {
    type: mediaType,
    disposition: attachmentOf(`${name}${extension}`),
  });
}
