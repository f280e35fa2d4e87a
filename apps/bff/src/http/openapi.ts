import fastifySwagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";

/** Collects every route from here on; to be registered before them. */
export const collectOpenApi = fastifyPlugin(collectRoutes);

async function collectRoutes(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Catalog Deck",
        description:
          "The interface between the browser and the BFF. Changing requests carry the session cookie and X-CSRF-Token.",
        version: "1",
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

/** `/api/openapi.json`: the interface as OpenAPI 3.1, made from the contract's schemas. */
export async function openApiRoute(app: FastifyInstance): Promise<void> {
  app.get("/api/openapi.json", { config: { access: "anyone" }, schema: { hide: true } }, async () => app.swagger());
}
