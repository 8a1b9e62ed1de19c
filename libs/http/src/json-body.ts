import { TextDecoder } from 'node:util';
import type { FastifyInstance } from 'fastify';
import type { Text } from '@app/common';
import { fieldError, InvalidRequest } from './http.errors';

/** No request of ours needs half as much; reading a body beyond it would cost more than refusing it. */
const MAX_DEPTH = 16;
const MAX_VALUES = 10_000;

const TOO_DEEP: Text = {
  zh: `嵌套不能超过 ${MAX_DEPTH} 层`,
  en: `must not be nested deeper than ${MAX_DEPTH} levels`,
};
const TOO_MANY: Text = {
  zh: `所含的值不能超过 ${MAX_VALUES} 个，请分批提交`,
  en: `must not hold more than ${MAX_VALUES} values; send it in parts`,
};
const NOT_UTF8: Text = { zh: '须为 UTF-8 编码的 JSON', en: 'must be JSON in UTF-8' };

const refusal = (code: string, must: Text): InvalidRequest =>
  new InvalidRequest([fieldError('', code, undefined, must)]);

/** Takes JSON as request bodies, and only what is UTF-8 and of a reasonable depth and number of values. */
export function parseJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      const text = decoded(utf8, body);
      const refused = text === undefined ? refusal('utf-8', NOT_UTF8) : excessOf(text);
      if (refused || text === undefined) done(refused ?? null, undefined);
      else void parse(request, text, done);
    },
  );
}

function decoded(decoder: TextDecoder, body: Buffer): string | undefined {
  try {
    return decoder.decode(body);
  } catch {
    return undefined;
  }
}

/** Counts in the text, because parsing a hostile one takes a hundred times as long. */
function excessOf(text: string): InvalidRequest | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === ',') values += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    else if (sign === '[' || sign === '{') {
      depth += 1;
      values += 1;
    }
    if (depth > MAX_DEPTH) return refusal('depth', TOO_DEEP);
    if (values > MAX_VALUES) return refusal('values', TOO_MANY);
  }
  return undefined;
}

/** Where the string that begins at `from` ends; the end of the text when it does not. */
function endOfString(text: string, from: number): number {
  let at = from;
  do {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
  } while (isEscaped(text, at));
  return at;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
