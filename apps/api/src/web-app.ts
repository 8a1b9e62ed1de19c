import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What Vite's page carries where the style nonce of the answer belongs. */
const NONCE_MARK = '__CSP_NONCE__';

/** Serves the built web app: its files as they are, and its one page, with a fresh style nonce, at every other address. */
export async function serveWebApp(app: NestFastifyApplication, directory: string): Promise<void> {
  const page = await readFile(join(directory, 'index.html'), 'utf8');
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
  });
  const answer = async (
    request: FastifyRequest & { cspNonce?: string },
    reply: FastifyReply,
  ): Promise<FastifyReply> =>
    reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_MARK, request.cspNonce ?? ''));
  fastify.get('/', answer);
  // Addresses of pages belong to the web app's router; those of the API and of missing files stay 404.
  fastify.get('/:page', answer);
  fastify.get('/:page/*', { constraints: {} }, async (request, reply) => {
    if (/^\/(api|assets)\//.test(request.url)) return reply.callNotFound();
    return answer(request, reply);
  });
}
