import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import { DomainError, type ErrorKind, type Language, localise } from '@app/common';
import { SqlState, sqlStateOf } from '@app/database';
import { ServiceUnavailable } from './http.errors';
import { cursorProblem } from './page';
import { type HttpReply, type HttpRequest, languageOf } from './request';

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  precondition: 412,
  rule: 422,
  'too-many': 429,
  unavailable: 503,
};

/** A problem document (RFC 9457) before it is written. */
interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  [member: string]: unknown;
}

/** SQLSTATEs: number out of range, bad or overflowing date, untranslatable character, bad text of a type. */
const UNREADABLE_VALUE = ['22003', '22007', '22008', '22021', '22P02', '22P05'];

const isUnreadableValue = (error: unknown): boolean =>
  UNREADABLE_VALUE.includes(sqlStateOf(error) ?? '');

/** Titles of what the framework itself refuses. */
const FRAMEWORK: Record<number, { code: string; zh: string; en: string }> = {
  400: {
    code: 'invalid-request',
    zh: '请求无法解析，请检查格式',
    en: 'The request could not be parsed; check its format',
  },
  401: { code: 'unauthenticated', zh: '请先登录', en: 'Sign in first' },
  403: { code: 'forbidden', zh: '无权操作', en: 'Not allowed' },
  404: { code: 'not-found', zh: '没有这个地址', en: 'There is nothing at this address' },
  405: {
    code: 'method-not-allowed',
    zh: '不支持这种操作',
    en: 'This method is not supported here',
  },
  408: {
    code: 'request-timeout',
    zh: '请求未在限定时间内传完，请重试',
    en: 'The request did not arrive in time; send it again',
  },
  413: { code: 'too-large', zh: '内容过大', en: 'The content is too large' },
  414: { code: 'address-too-long', zh: '地址过长', en: 'The address is too long' },
  415: {
    code: 'unsupported-media-type',
    zh: '只接受 application/json',
    en: 'Only application/json is accepted',
  },
  431: { code: 'headers-too-large', zh: '请求头过大', en: 'The headers are too large' },
};

/** The one place where an error becomes an answer; anything unknown is a 500 without detail, logged with its cause. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const problem = problemOf(withCursorNamed(error, request), languageOf(request));
    if (problem.status >= 500 || sqlStateOf(error))
      this.logger.error({ err: error, requestId: request.id, code: problem.code });
    sendProblem(http.getResponse<HttpReply>(), request.id, problem);
  }
}

/**
 * A value PostgreSQL cannot read as what it should be (class 22) came from outside, and the parts of a cursor are the
 * only ones that get there unread: then the cursor is what was wrong.
 */
function withCursorNamed(error: unknown, { query }: HttpRequest): unknown {
  const { cursor } = (query ?? {}) as { cursor?: unknown };
  return isUnreadableValue(error) && typeof cursor === 'string' ? cursorProblem(cursor) : error;
}

/** Writes a problem document; `type` names no host, so it survives every deployment. */
export function sendProblem(reply: HttpReply, instance: string, problem: Problem): void {
  const { status, retryAfterSeconds, ...members } = problem;
  if (typeof retryAfterSeconds === 'number') void reply.header('retry-after', retryAfterSeconds);
  void reply
    .status(status)
    .header('x-request-id', instance)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({ type: `urn:problem-type:${problem.code}`, status, ...members, instance }),
    );
}

/** Any thrown thing as a problem in the reader's language. */
export function problemOf(error: unknown, language: Language): Problem {
  if (error instanceof DomainError) return domainProblem(error, language);
  if (isUnavailable(error)) return domainProblem(new ServiceUnavailable(), language);
  const status = statusOf(error);
  const known = FRAMEWORK[status];
  if (known) return { status, code: known.code, title: known[language], detail: known[language] };
  if (status < 500)
    return { status, code: 'request-refused', title: 'Request refused', detail: `HTTP ${status}` };
  return {
    status: 500,
    code: 'internal-error',
    title: { zh: '系统内部错误', en: 'Internal error' }[language],
    detail: {
      zh: '系统出错，已记录。请稍后重试；如仍失败，请把编号告知管理员。',
      en: 'Something went wrong and was recorded. Try again; if it persists, give the number to the administrator.',
    }[language],
  };
}

function domainProblem(error: DomainError, language: Language): Problem {
  return {
    // First, so that no member can stand in for what every problem document has.
    ...(localise(error.members, language) as Record<string, unknown>),
    status: STATUS[error.kind],
    code: error.code,
    title: error.title[language],
    detail: error.detail[language],
  };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // Whatever PostgreSQL cannot read as what it should be was sent to us so.
  if (isUnreadableValue(error)) return 400;
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** What Node says of a server that cannot be reached. */
const UNREACHABLE = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
];
/** What PostgreSQL says when a statement had to give way to another or took too long. */
const GAVE_WAY: readonly string[] = [
  SqlState.lockNotAvailable,
  SqlState.queryCanceled,
  SqlState.deadlockDetected,
  SqlState.serializationFailure,
];
/** What the driver says, without a code, of a connection that ended or never was. */
const DRIVER_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** The database went away, refused a lock in time or cancelled: nothing was changed and a retry may work. */
function isUnavailable(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state === undefined) return error instanceof Error && DRIVER_LOST.test(error.message);
  return /^(08|57P|53)/.test(state) || UNREACHABLE.includes(state) || GAVE_WAY.includes(state);
}
