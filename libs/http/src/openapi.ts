import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The name an operation has in the OpenAPI document, the access policy and the audit: `instruments.approve`. */
export const operationIdOf = (controllerName: string, methodName: string): string => {
  const bare = controllerName.replace(/Controller$/, '');
  return `${bare.charAt(0).toLowerCase()}${bare.slice(1)}.${methodName}`;
};

/** Further members of an operation in the document, by its id. */
export type Annotate = (operationId: string) => Readonly<Record<`x-${string}`, unknown>>;

/**
 * The OpenAPI 3.1 document of an application, the same for the same code.
 *
 * @param annotate adds what other libs know of an operation, such as who may call it
 */
export function createOpenApiDocument(
  app: INestApplication,
  version: string,
  annotate: Annotate = () => ({}),
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Jiayi 嘉仪 API')
    .setDescription(
      'Shared large-instrument booking for Jiaxing. Errors are RFC 9457 problem documents; money is integer fen.',
    )
    .setVersion(version)
    .addCookieAuth('__Host-jiayi')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'API key of an organisation' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: operationIdOf,
  });
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods) as { operationId: string }[]) {
      Object.assign(operation, annotate(operation.operationId));
    }
  }
  return document;
}

/** Serves the document at `/api/openapi.json`; made on the first request, because most processes are never asked. */
export function serveOpenApiDocument(
  app: NestFastifyApplication,
  version: string,
  annotate: Annotate,
): void {
  let document: OpenAPIObject | undefined;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/api/openapi.json', (_request, reply) => {
      document ??= createOpenApiDocument(app, version, annotate);
      return reply.send(document);
    });
}
