import type { FastifyPluginAsync, FastifyPluginOptions } from "fastify";
import fastifyPlugin from "fastify-plugin";

/**
 * A plugin that keeps to itself what it registers, under its function's name. For one without a name Fastify looks through
 * every file that is loaded, at each start.
 */
export function feature<Options extends FastifyPluginOptions>(
  plugin: FastifyPluginAsync<Options>,
): FastifyPluginAsync<Options> {
  return fastifyPlugin(plugin, { encapsulate: true });
}
