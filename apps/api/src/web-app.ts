import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Serves the built web app: its files, compressed where the build did so, and its one page at every other address. */
export async function serveWebApp(app: NestFastifyApplication, directory: string): Promise<void> {
  const page = await readFile(join(directory, 'index.html'), 'utf8');
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(fastifyStatic, {
    root: directory,
    serve: false,
    cacheControl: false,
    preCompressed: true,
  });
  fastify.get('/assets/:file', (request: FastifyRequest<{ Params: { file: string } }>, reply) =>
    // Vite names these files by their content, so a browser may keep them for good.
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .sendFile(join('assets', request.params.file)),
  );
  for (const file of await rootFiles(directory)) {
    fastify.get(`/${file}`, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile(file),
    );
  }
  const answer = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page);
  fastify.get('/', answer);
  // Addresses of pages belong to the web app's router; those of the API stay 404.
  fastify.get('/:page', (request: FastifyRequest<{ Params: { page: string } }>, reply) =>
    request.params.page.includes('.') ? reply.callNotFound() : answer(request, reply),
  );
  fastify.get('/:page/*', (request: FastifyRequest<{ Params: { page: string } }>, reply) =>
    request.params.page === 'api' ? reply.callNotFound() : answer(request, reply),
  );
}

/** Icons and the like, which lie beside the page. */
async function rootFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/^index\.html|\.(br|gz)$/.test(entry.name))
    .map((entry) => entry.name);
}
