import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";

/** Who may call a route: anyone, any signed-in person, or admins. */
export type Access = "anyone" | "viewer" | "admin";

/** A method of a route's address, such as GET of `/api/connections/:connectionId/catalogs`, and who may call it. */
export interface KnownRoute {
  method: string;
  url: string;
  /** Fits every path that the route answers. */
  pattern: RegExp;
  access: Access;
}

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Every route that the server has, HEAD included. */
    knownRoutes: readonly KnownRoute[];
  }
}

/**
 * Lists every route from here on as `app.knownRoutes`; to be registered before them. A route without `config.access`
 * fails the build of the server: deny by default.
 */
export const demandAccessOnEveryRoute = fastifyPlugin(knownRoutes);

async function knownRoutes(app: FastifyInstance): Promise<void> {
  const known: KnownRoute[] = [];
  app.decorate("knownRoutes", known);
  app.addHook("onRoute", ({ method, url, config }) => {
    const access = config?.access;
    if (access === undefined) throw new Error(`${method} ${url} does not state its access`);
    const words = url
      .replaceAll(/[.]/g, "\\.")
      .replaceAll(/:[^/]+/g, "[^/]+")
      .replaceAll("*", ".*");
    for (const one of [method].flat()) known.push({ method: one, url, pattern: new RegExp(`^${words}$`), access });
  });
}
