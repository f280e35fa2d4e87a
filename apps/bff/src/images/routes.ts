import { CitrixId, Identifier, ImageDetail, ImageList } from "@catalog-deck/contract";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { compressOnce, serializeOnce, tagAndMatch } from "../http/entity-tag.ts";

/** The images of a connection, and one of them with its catalogs and applications. */
export async function imageRoutes(app: FastifyInstance): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/images",
    {
      config: { access: "viewer", withoutStorage: true },
      schema: {
        params: z.object({ connectionId: Identifier }),
        response: { 200: ImageList, 304: z.undefined().describe("nothing has changed since the browser's answer") },
      },
      serializerCompiler: serializeOnce,
      onSend: compressOnce,
    },
    async (request, reply) => {
      const list = await request.connection.images.list();
      return tagAndMatch(request, reply, list) ? reply.code(304).send() : reply.send(list);
    },
  );

  routes.get(
    "/images/:imageId",
    {
      config: { access: "viewer" },
      schema: {
        params: z.object({ connectionId: Identifier, imageId: CitrixId }),
        response: { 200: ImageDetail, 304: z.undefined().describe("nothing has changed since the browser's answer") },
      },
      serializerCompiler: serializeOnce,
      onSend: compressOnce,
    },
    async (request, reply) => {
      const { imageId } = request.params;
      const detail = await request.connection.images.detail(imageId);
      return tagAndMatch(request, reply, detail) ? reply.code(304).send() : reply.send(detail);
    },
  );
}
