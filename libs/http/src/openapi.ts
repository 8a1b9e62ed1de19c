import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The name an operation has in the OpenAPI document, the access policy and the audit: `instruments.approve`. */
export const operationIdOf = (controllerName: string, methodName: string): string => {
  const bare = controllerName.replace(/Controller$/, '');
  return `${bare.charAt(0).toLowerCase()}${bare.slice(1)}.${methodName}`;
};

/** The OpenAPI 3.1 document of an application, the same for the same code. */
export function createOpenApiDocument(app: INestApplication, version: string): OpenAPIObject {
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
  return SwaggerModule.createDocument(app, config, { operationIdFactory: operationIdOf });
}

/** Serves the document at `/api/openapi.json`; made on the first request, because most processes are never asked. */
export function serveOpenApiDocument(app: NestFastifyApplication, version: string): void {
  let document: OpenAPIObject | undefined;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/api/openapi.json', (_request, reply) => {
      document ??= createOpenApiDocument(app, version);
      return reply.send(document);
    });
}
