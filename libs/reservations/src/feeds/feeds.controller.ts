import { createHash } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { type HttpReply, type HttpRequest, IdParam, languageOf } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { CreatedFeedResponse, CreateFeedRequest, FeedListResponse } from './feed.dto';
import { CalendarFeeds } from './feeds.service';

/** The calendar feeds of a person. */
@ApiTags('calendars')
@Controller('calendar-feeds')
export class CalendarFeedsController {
  constructor(private readonly feeds: CalendarFeeds) {}

  @Post()
  @ApiCreatedResponse({ type: CreatedFeedResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateFeedRequest,
  ): Promise<CreatedFeedResponse> {
    return this.feeds.create(actor, body);
  }

  @Get()
  @ApiOkResponse({ type: FeedListResponse })
  list(@CurrentActor() actor: Actor): Promise<FeedListResponse> {
    return this.feeds.list(actor);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  revoke(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<void> {
    return this.feeds.revoke(actor, id);
  }
}

/** What calendar programs read: whoever has the address needs no session. */
@ApiTags('calendars')
@Controller('calendars')
export class CalendarsController {
  constructor(private readonly feeds: CalendarFeeds) {}

  @Get(':token')
  @ApiProduces('text/calendar')
  @ApiOkResponse({ schema: { type: 'string' } })
  async read(
    @Param('token') token: string,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<string | undefined> {
    const text = await this.feeds.read(token, languageOf(request));
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    // Asked again each time, and answered without a body while nothing has changed.
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    void reply.header('vary', 'accept-language');
    if (isNamed(request.headers['if-none-match'], etag)) {
      void reply.status(304);
      return undefined;
    }
    void reply.type('text/calendar; charset=utf-8');
    return text;
  }
}

/** Whether If-None-Match names a tag; what proxies make of it, a weak one, counts as well. */
const isNamed = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
