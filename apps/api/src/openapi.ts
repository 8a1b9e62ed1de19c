import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment } from '@app/common';
import { createOpenApiDocument, prepare } from '@app/http';
import { AppModule } from './app.module';
import { version } from './version';
import { xAccess } from './x-access';

const PATH = resolve('docs/openapi.json');

/** The document needs no database: in preview mode Nest builds the module graph and creates nothing. */
async function main(): Promise<void> {
  const settings = environment({
    DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
    JIAYI_AUDIT_KEY: 'unused',
    JIAYI_SECRET_KEY: 'unused, but long enough to be one',
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    new FastifyAdapter(),
    {
      preview: true,
      logger: ['error'],
      abortOnError: false,
    },
  );
  prepare(app);
  const document = `${JSON.stringify(createOpenApiDocument(app, version, xAccess), null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(PATH, document);
    return;
  }
  if (readFileSync(PATH, 'utf8') !== document) {
    console.error(
      'docs/openapi.json differs from the code: run "npm run openapi:generate" and commit it.',
    );
    process.exitCode = 1;
  }
}

main()
  .then(() => process.exit())
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
