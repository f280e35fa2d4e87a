import { CatalogDetail, CatalogList, CitrixId, Identifier } from "@catalog-deck/contract";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { compressOnce, serializeOnce, tagAndMatch } from "../http/entity-tag.ts";

/** The catalogs of a connection, and one of them with its own facts. */
export async function catalogRoutes(app: FastifyInstance): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/catalogs",
    {
      config: { access: "viewer", withoutStorage: true, onDisplays: true },
      schema: {
        params: z.object({ connectionId: Identifier }),
        response: { 200: CatalogList, 304: z.undefined().describe("nothing has changed since the browser's answer") },
      },
      serializerCompiler: serializeOnce,
      onSend: compressOnce,
    },
    async (request, reply) => {
      const list = await request.connection.catalogs.list();
      return tagAndMatch(request, reply, list) ? reply.code(304).send() : reply.send(list);
    },
  );

  routes.get(
    "/catalogs/:catalogId",
    {
      config: { access: "viewer" },
      schema: {
        params: z.object({ connectionId: Identifier, catalogId: CitrixId }),
        response: {
          200: CatalogDetail,
          304: z.undefined().describe("nothing has changed since the browser's answer"),
        },
      },
      serializerCompiler: serializeOnce,
      onSend: compressOnce,
    },
    async (request, reply) => {
      const { catalogId } = request.params;
      const detail = await request.connection.catalogs.detail(catalogId);
      return tagAndMatch(request, reply, detail) ? reply.code(304).send() : reply.send(detail);
    },
  );
}
