import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '@app/common';

/** Who is calling, as far as HTTP needs to know; `libs/identity` sets it and knows the rest. */
export interface Caller {
  userId: string;
}

/** A request as it passes through guards and controllers. */
export type HttpRequest = FastifyRequest & { caller?: Caller };
export type HttpReply = FastifyReply;

/** What an API key of ours looks like: 256 random bits behind a mark that scanners of code and logs know. */
export const API_KEY = /^jy_[A-Za-z0-9_-]{43}$/;

/** The credential of an `Authorization: Bearer` header, whatever it is worth; undefined when there is no such header. */
export const bearerOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  /^bearer\b *(.*)$/i.exec(headers.authorization ?? '')?.[1];

/** The reader's language by Accept-Language; Chinese unless English is asked for first. */
export function languageOf(request: Pick<FastifyRequest, 'headers'>): Language {
  const ranked = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().split(/;\s*q=/);
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ tag }) => /^(zh|en)\b/.test(tag))
    .sort((left, right) => right.weight - left.weight);
  return ranked[0]?.tag.startsWith('en') ? 'en' : 'zh';
}
